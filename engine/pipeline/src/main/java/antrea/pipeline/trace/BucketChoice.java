package antrea.pipeline.trace;

import antrea.pipeline.NumericGroup;

/// Chooses a bucket of a select group. The switch does it by a hash that no two versions share, so a test that
/// needs a certain bucket says so here.
@FunctionalInterface
public interface BucketChoice {
    /// The index of a bucket with weight. `connectionHash` is the same for all packets of one direction.
    int choose(NumericGroup group, int connectionHash);

    /// By weight and hash.
    static BucketChoice byHash() {
        return (group, hash) -> {
            long total = 0;
            for (NumericGroup.NumericBucket bucket : group.buckets()) {
                total += bucket.weight();
            }
            long rest = Math.floorMod(hash, total);
            int index = 0;
            while (rest >= group.buckets().get(index).weight()) {
                rest -= group.buckets().get(index).weight();
                index++;
            }
            return index;
        };
    }
}
