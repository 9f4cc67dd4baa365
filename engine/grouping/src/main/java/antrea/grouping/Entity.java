package antrea.grouping;

/// Where an entity is in the index, and what its owner wants to get back for it.
final class Entity<E> {
    private E member;
    private LabelSet<E> labelSet;

    Entity(E member, LabelSet<E> labelSet) {
        this.member = member;
        this.labelSet = labelSet;
    }

    E member() {
        return member;
    }

    LabelSet<E> labelSet() {
        return labelSet;
    }

    void become(E newMember) {
        member = newMember;
    }

    void move(LabelSet<E> newLabelSet) {
        labelSet = newLabelSet;
    }
}
