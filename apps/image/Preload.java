import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// Loads what our programs will need and has the program rehearse, so that the AOT cache recorded of this run spares it
/// loading, checking and making thousands of classes at every start. A build tool: nothing of it runs in the product.
/// Argument: the main class of the program.
public final class Preload {
    /// BouncyCastle has thousands of classes, of which we use few.
    private static final List<String> NOT = List.of("org/bouncycastle/", "META-INF/", "module-info");

    /// Where our own packages for tests are: they lie in the same jars.
    private static final String TESTING = "/testing/";

    /// The server of the controller; the agent has its jars and never starts it.
    private static final String HELIDON = "io/helidon/";

    /// The parts of the JDK behind HTTPS. More is not better: a larger cache costs memory in every process.
    private static final List<String> JDK = List.of(
            "java.net.http/java/net/http",
            "java.net.http/jdk/internal/net/http",
            "java.base/sun/security/ssl",
            "java.base/sun/security/x509");

    private Preload() {}

    public static void main(String[] arguments) throws Exception {
        int loaded = 0;
        boolean agent = arguments[0].startsWith("antrea.agent.");
        for (String jar : System.getProperty("java.class.path").split(":", -1)) {
            loaded += loadJar(Path.of(jar), name -> !name.contains(TESTING) && !(agent && name.startsWith(HELIDON)));
        }
        for (String part : JDK) {
            loaded += loadJdk(part);
        }
        System.out.println("preloaded " + loaded + " classes");
        ((Runnable) Class.forName("Rehearsal").getConstructor().newInstance()).run();
    }

    private static int loadJar(Path jar, Predicate<String> wanted) throws Exception {
        try (JarFile file = new JarFile(jar.toFile())) {
            return load(file.stream()
                    .map(e -> e.getName())
                    .filter(n -> NOT.stream().noneMatch(n::startsWith))
                    .filter(wanted));
        }
    }

    private static int loadJdk(String part) throws Exception {
        Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        Path folder = modules.resolve(part);
        Path module = modules.resolve(part.substring(0, part.indexOf('/')));
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return load(files.map(f -> module.relativize(f).toString()));
        }
    }

    private static int load(Stream<String> names) {
        int loaded = 0;
        for (String name : (Iterable<String>) names.filter(n -> n.endsWith(".class"))::iterator) {
            try {
                Class.forName(name.substring(0, name.length() - 6).replace('/', '.'), false, ClassLoader.getSystemClassLoader());
                loaded++;
            } catch (ClassNotFoundException | LinkageError e) {
                continue; // needs a library that we do not have, and so is not used
            }
        }
        return loaded;
    }
}
