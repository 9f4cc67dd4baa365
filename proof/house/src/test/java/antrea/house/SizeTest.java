package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// R5: nothing is too large to be read in one go. What is too large today stands in `ratchet.txt`, which may only
/// shrink: an entry that is no longer needed fails the build as well.
///
/// Two limits are wider where the thing itself is wide. The packages of the mains of agent and controller, but not
/// those below them, may import as much as they like: they name every part once, with plain `new`, in place of an
/// injection container (ADR 0009), and a limit would only spread that one list over more files. A record may have
/// more components than a constructor has parameters: they are fields with names, and a record of a wire or of a
/// kernel object has as many as that has.
class SizeTest {
    private static final int FILE_LINES = 500;
    private static final int FILE_LINES_P95 = 300;
    private static final int METHOD_LINES = 50;
    private static final int METHOD_LINES_P95 = 25;
    private static final int CONSTRUCTOR_PARAMETERS = 6;
    private static final int RECORD_COMPONENTS = 10;
    private static final int IMPORTS = 25;
    private static final Pattern WIRING =
            Pattern.compile("apps/(agent|controller)/src/main/java/antrea/(agent|controller)/\\w+\\.java");

    final Set<String> found = new TreeSet<>();
    private final List<Integer> fileLines = new ArrayList<>();
    private final List<Integer> methodLines = new ArrayList<>();

    @Test
    void r5_filesMethodsAndConstructorsAreSmall() throws IOException {
        List<Path> files = SourceTree.files();
        for (CompilationUnitTree unit : SourceTree.parse(files)) {
            measure(
                    SourceTree.root()
                            .relativize(Path.of(unit.getSourceFile().toUri()))
                            .toString(),
                    unit);
        }
        Path ratchet = SourceTree.root().resolve("proof/house/ratchet.txt");
        Set<String> allowed = new TreeSet<>(Files.readAllLines(ratchet).stream()
                .filter(l -> !l.isBlank() && !l.startsWith("#"))
                .toList());
        assertEquals(
                String.join("\n", allowed),
                String.join("\n", found),
                "What is too large (right) and what ratchet.txt allows (left) differ. Make it smaller, or take the line out.");
        assertTrue(p95(fileLines) <= FILE_LINES_P95, () -> "95 % of the files have at most " + p95(fileLines));
        assertTrue(p95(methodLines) <= METHOD_LINES_P95, () -> "95 % of the methods have at most " + p95(methodLines));
    }

    private static int p95(List<Integer> values) {
        List<Integer> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) (sorted.size() * 0.95));
    }

    /// Notes what is too large in this file of this name.
    void measure(String name, CompilationUnitTree unit) {
        boolean main = name.contains("/src/main/");
        LineMap lines = unit.getLineMap();
        SourcePositions positions = positions();
        int total = (int) lines.getLineNumber(positions.getEndPosition(unit, unit));
        if (main) {
            fileLines.add(total);
        }
        if (total > FILE_LINES) {
            found.add(name + ": file longer than " + FILE_LINES + " lines");
        }
        if (main && !WIRING.matcher(name).matches() && importedClasses(unit) > IMPORTS) {
            found.add(name + ": more than " + IMPORTS + " imports");
        }
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            private Tree.Kind owner = Tree.Kind.CLASS;

            @Override
            public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
                Tree.Kind outer = owner;
                owner = type.getKind();
                if (owner == Tree.Kind.RECORD && components(type) > RECORD_COMPONENTS) {
                    found.add(name + "#" + type.getSimpleName() + ": record with more than " + RECORD_COMPONENTS
                            + " components");
                }
                super.visitClass(type, unused);
                owner = outer;
                return null;
            }

            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
                measure(name, method, owner, new Positions(unit, positions));
                return super.visitMethod(method, unused);
            }
        }.scan(unit, null);
    }

    /// The fields of a record that are not static are its components.
    private static long components(ClassTree record) {
        return record.getMembers().stream()
                .filter(member -> member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                .count();
    }

    /// How many classes a file depends on by import; constants of one class count once.
    private static long importedClasses(CompilationUnitTree unit) {
        return unit.getImports().stream()
                .map(i -> {
                    String name = i.getQualifiedIdentifier().toString();
                    return i.isStatic() ? name.substring(0, name.lastIndexOf('.')) : name;
                })
                .distinct()
                .count();
    }

    private record Positions(CompilationUnitTree unit, SourcePositions positions) {
        /// Lines from the first to the last of this tree; 0 for what has no text.
        int lines(Tree tree) {
            long start = positions.getStartPosition(unit, tree);
            long end = positions.getEndPosition(unit, tree);
            LineMap map = unit.getLineMap();
            return start < 0 || end < 0 ? 0 : (int) (map.getLineNumber(end) - map.getLineNumber(start)) + 1;
        }
    }

    private void measure(String name, MethodTree method, Tree.Kind owner, Positions positions) {
        int length = positions.lines(method);
        if (length == 0 || method.getBody() == null) {
            return;
        }
        String where = name + "#" + method.getName();
        if (name.contains("/src/main/")) {
            methodLines.add(length);
        }
        if (length > METHOD_LINES) {
            found.add(where + ": method longer than " + METHOD_LINES + " lines");
        }
        boolean constructor = method.getName().contentEquals("<init>") && owner != Tree.Kind.RECORD;
        if (constructor && method.getParameters().size() > CONSTRUCTOR_PARAMETERS) {
            found.add(where + ": constructor with more than " + CONSTRUCTOR_PARAMETERS + " parameters");
        }
        for (VariableTree parameter : method.getParameters()) {
            if ("boolean".equals(String.valueOf(parameter.getType()))
                    && parameter.getName().toString().matches("enable[A-Z].*")) {
                found.add(where + ": parameter boolean " + parameter.getName());
            }
        }
    }

    private static SourcePositions positions() {
        return Trees.instance(javax.tools.ToolProvider.getSystemJavaCompiler()
                        .getTask(null, null, null, null, null, List.of()))
                .getSourcePositions();
    }
}
