package antrea.runtime.lifecycle;

/// What becomes of a throwable that nobody caught. An [Error] ends the process: the thread that it ended may have been
/// the calculation or a reconciler, and half a program that answers its health checks is worse than one that is
/// started anew. An exception is logged.
public final class LastResort {
    private static final System.Logger LOG = System.getLogger(LastResort.class.getName());
    private static final int EXIT_CODE = 1;

    private LastResort() {}

    /// For all threads of this process, from now on. To be called first in `main`.
    public static void install() {
        Thread.setDefaultUncaughtExceptionHandler(LastResort::handle);
    }

    private static void handle(Thread thread, Throwable fault) {
        boolean fatal = fault instanceof Error;
        try {
            String what = fatal ? "Fatal fault, the process ends" : "Fault that nobody caught";
            LOG.log(System.Logger.Level.ERROR, what + ": thread=" + thread.getName(), fault);
        } finally {
            if (fatal) {
                // not exit: its hooks might wait for the very thread that has ended
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }
}
