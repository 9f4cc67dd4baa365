package antrea.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// All Java sources of the repository, parsed but not compiled.
final class SourceTree {
    private SourceTree() {}

    /// The root of the repository: the nearest folder upwards that holds GLOSSARY.md.
    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("GLOSSARY.md"))) {
            at = Objects.requireNonNull(at.getParent(), "not inside the repository");
        }
        return at;
    }

    static List<Path> files() {
        List<Path> out = new ArrayList<>();
        for (String floor : List.of("foundation", "engine", "features", "apps", "proof")) {
            try (Stream<Path> walk = Files.walk(root().resolve(floor))) {
                walk.filter(p -> p.toString().endsWith(".java") && !p.toString().contains("/target/"))
                        .forEach(out::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out.stream().sorted().toList();
    }

    static List<CompilationUnitTree> parse(List<Path> files) {
        try (StandardJavaFileManager manager =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            return parse(manager.getJavaFileObjectsFromPaths(files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A source that is in no file.
    static JavaFileObject text(String name, String text) {
        return new SimpleJavaFileObject(URI.create("text:///" + name), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    static List<CompilationUnitTree> parse(Iterable<? extends JavaFileObject> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, null, null, sources);
            List<CompilationUnitTree> out = new ArrayList<>();
            task.parse().forEach(out::add);
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
