package antrea.runtime.log;

/// Makes System.Logger write through [LogBackend]. Found by the JDK as a service.
public final class KlogFinder extends System.LoggerFinder {
    private final LogBackend backend = LogBackend.ofProcess();

    @Override
    public System.Logger getLogger(String name, Module module) {
        return backend.logger(name);
    }

    /// The backend of this process. Throws [IllegalStateException] when another logging service is on the class
    /// path.
    public static LogBackend backend() {
        if (System.LoggerFinder.getLoggerFinder() instanceof KlogFinder finder) {
            return finder.backend;
        }
        throw new IllegalStateException("another System.LoggerFinder than ours is on the class path; remove it");
    }
}
