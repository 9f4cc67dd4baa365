package antrea.linux;

/// The kernel, or a program that talks to it, refused something. The message names the object; `errno` is the
/// kernel's number, 0 when there is none.
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /// `doing` says what was tried on which object.
    public LinuxException(String doing, int errno) {
        this(doing, errno, "");
    }

    /// With the kernel's own words, where it gave some.
    public LinuxException(String doing, int errno, String detail) {
        super(doing + ": " + Errno.nameOf(errno) + (detail.isEmpty() ? "" : " (" + detail + ")"));
        this.errno = errno;
    }

    /// A fault without a number of the kernel.
    public LinuxException(String message) {
        super(message);
        this.errno = 0;
    }

    public LinuxException(String message, Throwable cause) {
        super(message, cause);
        this.errno = 0;
    }

    public int errno() {
        return errno;
    }

    /// Whether the kernel said that what is to be deleted or used is not there.
    public boolean isMissing() {
        return errno == Errno.ENOENT || errno == Errno.ESRCH || errno == Errno.ENODEV || errno == Errno.EADDRNOTAVAIL;
    }

    /// Whether the kernel said that what is to be created is there already.
    public boolean isExisting() {
        return errno == Errno.EEXIST;
    }
}
