package antrea.networkpolicy.node;

import antrea.networkpolicy.api.Metadata;
import antrea.runtime.log.RateLimitedLogger;
import antrea.serve.codec.ProtobufException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/// The files of one kind, each named by the UID of its object.
///
/// Beside the folder stands a mark, `<folder>.complete`, while the files are a whole state. It is taken away before
/// files are exchanged as a whole, and when one cannot be written: a part of the policies must not be taken for all.
final class StoredFolder<T> implements StoredObjects<T> {
    private static final Logger LOG = System.getLogger(StoredFolder.class.getName());
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");

    /// What to do, by file: the object it shall hold, or none. `whole`: files of other names go.
    private record Work<T>(Map<String, Optional<T>> files, boolean whole) {}

    private final ControlPlaneKind<T> kind;
    private final ObjectFiles<T> files;
    private final Path mark;
    private final Runnable onNews;
    private final RateLimitedLogger failures;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> fileOf = new HashMap<>();
    private Map<String, Optional<T>> pending = new LinkedHashMap<>();
    private boolean pendingWhole;
    /// For the thread of [#apply]: a whole state of this life has been written.
    private boolean written;

    /// `onNews` is called, from any thread, when there is something for [#apply].
    StoredFolder(ControlPlaneKind<T> kind, Path root, Runnable onNews, RateLimitedLogger failures) {
        this.kind = kind;
        this.files = new ObjectFiles<>(root.resolve(kind.folder()), kind.codec());
        this.mark = root.resolve(kind.folder() + ".complete");
        this.onNews = onNews;
        this.failures = failures;
    }

    private String fileName(T value) {
        Metadata metadata = kind.metadata().apply(value);
        String wanted = metadata.uid().isEmpty() ? metadata.name() : metadata.uid();
        return PLAIN_NAME.matcher(wanted).matches()
                ? wanted
                : "x-" + HexFormat.of().formatHex(wanted.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void replaceAll(Collection<T> values) {
        change(() -> {
            fileOf.clear();
            pending.clear();
            pendingWhole = true;
            values.forEach(this::want);
        });
    }

    @Override
    public void put(T value) {
        change(() -> want(value));
    }

    @Override
    public void remove(String name) {
        change(() -> Optional.ofNullable(fileOf.remove(name)).ifPresent(file -> pending.put(file, Optional.empty())));
    }

    private void want(T value) {
        String file = fileName(value);
        String before = fileOf.put(kind.nameOf(value), file);
        if (before != null && !before.equals(file)) {
            pending.put(before, Optional.empty());
        }
        pending.put(file, Optional.of(value));
    }

    private void change(Runnable how) {
        lock.lock();
        try {
            how.run();
        } finally {
            lock.unlock();
        }
        onNews.run();
    }

    private Work<T> take() {
        lock.lock();
        try {
            Work<T> out = new Work<>(pending, pendingWhole);
            pending = new LinkedHashMap<>();
            pendingWhole = false;
            return out;
        } finally {
            lock.unlock();
        }
    }

    /// What came meanwhile is newer.
    private void giveBack(Map<String, Optional<T>> undone, boolean whole) {
        lock.lock();
        try {
            if (!pendingWhole) {
                undone.forEach(pending::putIfAbsent);
                pendingWhole = whole;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Writes what is pending. One thread at a time. False when some of it failed; that stays pending.
    boolean apply() {
        Work<T> work = take();
        if (work.files().isEmpty() && !work.whole()) {
            return true;
        }
        Map<String, Optional<T>> undone = new LinkedHashMap<>();
        String error = "";
        boolean whole = work.whole();
        try {
            files.prepare();
            if (whole) {
                Files.deleteIfExists(mark);
                deleteOthers(work.files().keySet());
                whole = false;
                written = true;
            }
            error = write(work.files(), undone);
            if (undone.isEmpty() && written && !Files.exists(mark)) {
                Files.createFile(mark);
            }
        } catch (IOException e) {
            error = e.toString();
            undone = work.files();
        }
        if (error.isEmpty()) {
            return true;
        }
        unmark();
        giveBack(undone, whole);
        failures.log(
                Level.ERROR,
                "Policies cannot be stored; a restart without the controller would wait for it: folder={0} "
                        + "files={1} error=\"{2}\"",
                files.folder(),
                undone.size(),
                error);
        return false;
    }

    /// Notes in `undone` what failed, and gives the last error.
    private String write(Map<String, Optional<T>> wanted, Map<String, Optional<T>> undone) {
        String error = "";
        for (Map.Entry<String, Optional<T>> file : wanted.entrySet()) {
            try {
                if (file.getValue().isPresent()) {
                    files.write(file.getKey(), file.getValue().get());
                } else {
                    files.delete(file.getKey());
                }
            } catch (IOException | RuntimeException e) { // one object that no codec can write is not the others' fault
                undone.put(file.getKey(), file.getValue());
                error = e.toString();
            }
        }
        return error;
    }

    private void deleteOthers(Set<String> wanted) throws IOException {
        for (String name : files.names()) {
            if (!wanted.contains(name)) {
                files.delete(name);
            }
        }
    }

    private void unmark() {
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            failures.log(Level.ERROR, "A mark cannot be taken away: file={0} error=\"{1}\"", mark, e);
        }
    }

    @Override
    public Optional<Collection<T>> load() {
        if (!Files.exists(mark)) {
            LOG.log(Level.WARNING, "No whole state is stored: folder={0}", files.folder());
            return Optional.empty();
        }
        List<T> out = new ArrayList<>();
        int lost = 0;
        try {
            for (String name : files.names()) {
                if (!ObjectFiles.isRemains(name)) {
                    Optional<T> value = read(name);
                    value.ifPresent(out::add);
                    lost += value.isPresent() ? 0 : 1;
                }
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "Stored policies cannot be read: folder={0} error=\"{1}\"", files.folder(), e);
            return Optional.empty();
        }
        if (lost > 0 && kind.loss() == ControlPlaneKind.Loss.ALLOWS) {
            LOG.log(
                    Level.ERROR,
                    "Stored policies are not whole; waiting for the controller, existing traffic goes on as it was: "
                            + "folder={0} unreadable={1}",
                    files.folder(),
                    lost);
            return Optional.empty();
        }
        return Optional.of(out);
    }

    private Optional<T> read(String name) {
        try {
            T value = files.read(name);
            if (fileName(value).equals(name)) {
                return Optional.of(value);
            }
            LOG.log(Level.ERROR, "Left out a stored object of another name: file={0}", path(name));
        } catch (IOException | ProtobufException e) {
            LOG.log(
                    Level.ERROR,
                    "Left out a stored object that is not readable: file={0} error=\"{1}\"",
                    path(name),
                    e);
        }
        return Optional.empty();
    }

    private Path path(String name) {
        return files.folder().resolve(name);
    }
}
