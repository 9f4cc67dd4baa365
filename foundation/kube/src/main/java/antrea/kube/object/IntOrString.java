package antrea.kube.object;

/// A port by number or by the name that a container gave it (Kubernetes API, IntOrString).
public sealed interface IntOrString {
    record Int(int value) implements IntOrString {
        @Override
        public String toString() {
            return Integer.toString(value);
        }
    }

    record Name(String value) implements IntOrString {
        @Override
        public String toString() {
            return value;
        }
    }

    static IntOrString of(int value) {
        return new Int(value);
    }

    static IntOrString of(String value) {
        return new Name(value);
    }
}
