package antrea.networkpolicy.node;

/// A rule by its place: the policy and the index in it.
record RuleKey(String policy, int index) implements Comparable<RuleKey> {
    @Override
    public int compareTo(RuleKey other) {
        int byPolicy = policy.compareTo(other.policy);
        return byPolicy != 0 ? byPolicy : Integer.compare(index, other.index);
    }
}
