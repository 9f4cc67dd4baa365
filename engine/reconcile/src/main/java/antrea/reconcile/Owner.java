package antrea.reconcile;

/// Who states something: one object of one feature, such as `podnetwork` `default/web-0`. An owner states its
/// whole set as one unit, and its realization can be awaited.
public record Owner(String feature, String object) implements Comparable<Owner> {
    @Override
    public int compareTo(Owner other) {
        int byFeature = feature.compareTo(other.feature);
        return byFeature != 0 ? byFeature : object.compareTo(other.object);
    }

    @Override
    public String toString() {
        return feature + ":" + object;
    }
}
