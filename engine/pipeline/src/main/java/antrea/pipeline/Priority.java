package antrea.pipeline;

/// Flow priorities by name.
public final class Priority {
    public static final int MISS = 0;
    public static final int LOWER = 180;
    public static final int LOW = 190;
    public static final int NORMAL = 200;
    public static final int HIGH = 210;
    /// The bypass of established connections in the tables of Antrea policies.
    public static final int TOP_ANTREA_POLICY = 64990;
    /// The interception of DNS replies.
    public static final int DNS_INTERCEPT = 64991;

    private Priority() {}
}
