package antrea.ipam.node;

import antrea.ipam.api.AddressOwner;
import antrea.ipam.api.Allocation;
import antrea.ipam.api.PodAddresses;
import antrea.net.AddressWithPrefix;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// Addresses of this Node's Pod CIDRs, kept on disk in the format of the reference plug-in `host-local` (one file
/// an address, named by it, holding the container and the interface), so that a Node can move from the Go original
/// to this one and back without losing an allocation.
///
/// Thread-safe. The files are the truth; what is held in memory is their index. A file that cannot be written
/// makes [UncheckedIOException], and then nothing was allocated.
public final class HostLocal implements PodAddresses {
    private static final System.Logger LOG = System.getLogger(HostLocal.class.getName());
    private static final String LAST_RESERVED = "last_reserved_ip.";

    private final Path directory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<IpAddress, AddressOwner> owners = new HashMap<>();
    private final Map<Cidr, IpAddress> lastReserved = new HashMap<>();

    private HostLocal(Path directory) {
        this.directory = directory;
    }

    /// Reads the allocations in `directory` (usually `/var/lib/cni/networks/antrea`), creating it if it is
    /// missing.
    public static HostLocal open(Path directory) {
        HostLocal out = new HostLocal(directory);
        try {
            Files.createDirectories(directory);
            out.load();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the allocated addresses in " + directory, e);
        }
        return out;
    }

    private void load() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Optional<IpAddress> address = IpAddress.tryParse(String.valueOf(file.getFileName()));
                if (address.isPresent()) {
                    owners.put(address.get(), readOwner(file));
                }
            }
        }
    }

    private static AddressOwner readOwner(Path file) throws IOException {
        String[] lines = Files.readString(file).split("\\R", -1);
        return new AddressOwner(lines[0].strip(), lines.length > 1 ? lines[1].strip() : "");
    }

    /// The first address of a range is its gateway's and the first and last of an IPv4 range are no host's.
    @Override
    public Allocation allocate(AddressOwner owner, List<Cidr> ranges) {
        List<IpAddress> fresh = new ArrayList<>();
        lock.lock();
        try {
            List<AddressWithPrefix> out = new ArrayList<>();
            for (Cidr range : ranges) {
                Optional<IpAddress> held = held(owner, range);
                Optional<IpAddress> address = held.isPresent() ? held : reserve(owner, range);
                if (address.isEmpty()) {
                    fresh.forEach(this::forget);
                    return new Allocation.Exhausted(range);
                }
                if (held.isEmpty()) {
                    fresh.add(address.get());
                }
                out.add(new AddressWithPrefix(address.get(), range.prefixLength()));
            }
            return new Allocation.Allocated(out);
        } catch (UncheckedIOException e) {
            fresh.forEach(this::forget);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private Optional<IpAddress> held(AddressOwner owner, Cidr range) {
        for (Map.Entry<IpAddress, AddressOwner> e : owners.entrySet()) {
            if (e.getValue().equals(owner) && range.contains(e.getKey())) {
                return Optional.of(e.getKey());
            }
        }
        return Optional.empty();
    }

    /// The next free address behind the one reserved last: an address is used again as late as possible, since
    /// others remember whose it was.
    private Optional<IpAddress> reserve(AddressOwner owner, Cidr range) {
        IpAddress first = range.host(2);
        IpAddress last = range.family().bits() == 32 ? range.last().plus(-1) : range.last();
        if (!range.contains(first) || first.compareTo(last) > 0) {
            return Optional.empty();
        }
        IpAddress start = lastReserved.computeIfAbsent(range, this::readLastReserved);
        IpAddress at = start;
        long tries = Math.min(size(range), owners.size() + 4L);
        for (long i = 0; i <= tries; i++) {
            at = at.compareTo(last) >= 0 || at.compareTo(first) < 0 ? first : at.plus(1);
            if (!owners.containsKey(at) && create(at, owner)) {
                lastReserved.put(range, at);
                writeLastReserved(range, at);
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private static long size(Cidr range) {
        int hostBits = range.family().bits() - range.prefixLength();
        return hostBits >= 62 ? Long.MAX_VALUE : 1L << hostBits;
    }

    private boolean create(IpAddress address, AddressOwner owner) {
        Path file = directory.resolve(address.toString());
        String content = owner.containerId() + "\r\n" + owner.interfaceName();
        try {
            Files.writeString(
                    file, content, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            return adopt(address, file);
        } catch (IOException e) {
            removeRemains(file);
            throw new UncheckedIOException("cannot record the address " + address + " in " + file, e);
        }
        owners.put(address, owner);
        return true;
    }

    /// Somebody else wrote this file since we looked: the address is taken.
    private boolean adopt(IpAddress address, Path file) {
        try {
            owners.put(address, readOwner(file));
        } catch (IOException e) {
            owners.put(address, new AddressOwner("", ""));
        }
        return false;
    }

    private Path lastReservedFile(Cidr range) {
        return directory.resolve(LAST_RESERVED + (range.address().isV4() ? 0 : 1));
    }

    private IpAddress readLastReserved(Cidr range) {
        try {
            Optional<IpAddress> read =
                    IpAddress.tryParse(Files.readString(lastReservedFile(range)).strip());
            return read.filter(range::contains).orElse(range.host(1));
        } catch (IOException e) {
            return range.host(1);
        }
    }

    /// Only a hint for the next start; losing it costs nothing but an earlier reuse.
    private void writeLastReserved(Cidr range, IpAddress address) {
        Path file = lastReservedFile(range);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, address.toString());
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            removeRemains(fresh);
        }
    }

    private static void removeRemains(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A piece of a file stays: " + file, e);
        }
    }

    @Override
    public void release(AddressOwner owner) {
        releaseIf(owner::equals);
    }

    @Override
    public Set<IpAddress> releaseIf(Predicate<AddressOwner> unwanted) {
        lock.lock();
        try {
            List<IpAddress> gone = new ArrayList<>();
            owners.forEach((address, owner) -> {
                if (unwanted.test(owner)) {
                    gone.add(address);
                }
            });
            gone.forEach(this::forget);
            return Set.copyOf(gone);
        } finally {
            lock.unlock();
        }
    }

    /// Gives back every address that the predicate names.
    public Set<IpAddress> releaseAddressesIf(Predicate<IpAddress> unwanted) {
        lock.lock();
        try {
            Set<IpAddress> gone =
                    Set.copyOf(owners.keySet().stream().filter(unwanted).toList());
            gone.forEach(this::forget);
            return gone;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<IpAddress> addressesOf(AddressOwner owner) {
        lock.lock();
        try {
            return owners.entrySet().stream()
                    .filter(e -> e.getValue().equals(owner))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<IpAddress, AddressOwner> allocations() {
        lock.lock();
        try {
            return Map.copyOf(owners);
        } finally {
            lock.unlock();
        }
    }

    private void forget(IpAddress address) {
        owners.remove(address);
        removeFile(directory.resolve(address.toString()));
    }

    private static void removeFile(Path file) {
        try {
            Files.delete(file);
        } catch (NoSuchFileException e) {
            // already gone is what we want
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }
}
