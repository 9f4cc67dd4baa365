package antrea.house;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// R9: switches over an enum or a sealed type of ours that have a `default`, or a case for the whole type, which is
/// the same. With it, a kind that is added is taken for one of the old ones and nobody is told.
///
/// Only the compiler knows what a switch is over, so the sources are attributed.
final class ClosedSwitches {
    private final Trees trees;
    private final Types types;
    private final List<String> found = new ArrayList<>();

    private ClosedSwitches(JavacTask task) {
        trees = Trees.instance(task);
        types = task.getTypes();
    }

    /// `sourcePath` has the sources that these ones know and that need no look.
    static List<String> withDefault(Iterable<? extends JavaFileObject> sources, String sourcePath) {
        List<String> options = List.of(
                "-proc:none",
                "-implicit:none",
                "-XDshould-stop.ifError=ATTR",
                "-XDshould-stop.ifNoError=ATTR",
                "-classpath",
                System.getProperty("java.class.path"),
                "-sourcepath",
                sourcePath);
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            // what does not compile is not for this rule to tell; a switch that thereby has no type is, below
            JavacTask task = (JavacTask) compiler.getTask(null, files, _ -> {}, options, null, sources);
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            task.analyze();
            ClosedSwitches rule = new ClosedSwitches(task);
            units.forEach(rule::look);
            return rule.found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look(CompilationUnitTree unit) {
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
                look(getCurrentPath(), tree.getExpression(), tree.getCases());
                return super.visitSwitch(tree, unused);
            }

            @Override
            public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
                look(getCurrentPath(), tree.getExpression(), tree.getCases());
                return super.visitSwitchExpression(tree, unused);
            }
        }.scan(unit, null);
    }

    private void look(TreePath at, ExpressionTree selector, List<? extends CaseTree> cases) {
        Optional<TypeMirror> type = typeOf(at, selector);
        boolean open = cases.stream()
                .filter(c -> c.getGuard() == null)
                .flatMap(c -> c.getLabels().stream())
                .anyMatch(label -> switch (label) {
                    case DefaultCaseLabelTree _ -> true;
                    case PatternCaseLabelTree pattern
                    when pattern.getPattern() instanceof BindingPatternTree binding ->
                        isSame(type, typeOf(at, binding.getVariable().getType()));
                    default -> false;
                });
        if (!open) {
            return;
        }
        if (type.isEmpty()) {
            found.add(place(at) + ": a switch over a type that is not known here");
        } else if (type.get() instanceof DeclaredType declared && isClosed(declared.asElement())) {
            found.add(place(at) + ": a default in a switch over " + declared.asElement());
        }
    }

    private boolean isSame(Optional<TypeMirror> one, Optional<TypeMirror> other) {
        return one.isPresent() && other.isPresent() && types.isSameType(one.get(), other.get());
    }

    private Optional<TypeMirror> typeOf(TreePath at, Tree tree) {
        return Optional.ofNullable(trees.getTypeMirror(new TreePath(at, tree)))
                .filter(type -> type.getKind() != TypeKind.ERROR)
                .map(types::erasure);
    }

    private static boolean isClosed(Element type) {
        boolean closed =
                type.getKind() == ElementKind.ENUM || type.getModifiers().contains(Modifier.SEALED);
        return closed && type.toString().startsWith("antrea.");
    }

    private String place(TreePath at) {
        CompilationUnitTree unit = at.getCompilationUnit();
        long start = trees.getSourcePositions().getStartPosition(unit, at.getLeaf());
        return unit.getSourceFile().getName() + ":" + unit.getLineMap().getLineNumber(start);
    }
}
