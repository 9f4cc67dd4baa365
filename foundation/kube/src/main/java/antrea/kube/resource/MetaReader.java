package antrea.kube.resource;

import antrea.kube.object.FlatMap;
import antrea.kube.object.Meta;
import antrea.kube.object.ObjectKey;
import java.time.Instant;
import java.util.Map;

/// Reads ObjectMeta. Of annotations only those are kept that somebody here reads: the others (last applied
/// configuration, image digests …) are often larger than the rest of the object.
public final class MetaReader {
    private MetaReader() {}

    public static Meta read(TokenReader in) {
        String name = "";
        String namespace = "";
        String uid = "";
        String resourceVersion = "";
        long generation = 0;
        Instant created = Instant.EPOCH;
        boolean deleting = false;
        Map<String, String> labels = FlatMap.EMPTY;
        Map<String, String> annotations = FlatMap.EMPTY;
        in.beginObject();
        while (in.nextField()) {
            switch (in.field()) {
                case "name" -> name = in.text();
                case "namespace" -> namespace = in.sharedText();
                case "uid" -> uid = in.text();
                case "resourceVersion" -> resourceVersion = in.text();
                case "generation" -> generation = in.number();
                case "creationTimestamp" -> created = in.share(in.time());
                case "deletionTimestamp" -> {
                    deleting = !in.isNull();
                    in.skip();
                }
                case "labels" -> labels = in.textMap();
                case "annotations" -> annotations = in.textMap(MetaReader::isRead);
                default -> in.skip();
            }
        }
        return new Meta(
                new ObjectKey(namespace, name),
                new Meta.Version(uid, resourceVersion, generation, created, deleting),
                labels,
                annotations);
    }

    /// Annotations of `antrea.io` and its subdomains, of the Service traffic conventions and of multiple networks.
    static boolean isRead(String annotation) {
        int slash = annotation.indexOf('/');
        // nodeportlocal.antrea.io is a whole key without a name part
        String domain = slash < 0 ? annotation : annotation.substring(0, slash);
        return domain.equals("antrea.io")
                || domain.endsWith(".antrea.io")
                || domain.equals("service.kubernetes.io")
                || domain.equals("k8s.v1.cni.cncf.io");
    }
}
