package antrea.proof.kernel;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives classes of tests the same two Nodes, in the mode of the default configuration, with one Service of a Pod of
/// each Node, one of both and one of none. Each test leaves them as it found them.
final class SharedNodes implements ParameterResolver {
    /// Its endpoint is `web`.
    static final int NEAR = 1;

    /// Its endpoint is `far`.
    static final int AWAY = 2;

    /// Its endpoints are both.
    static final int BOTH = 3;

    static final int NOBODY = 4;

    /// The first number that no Service has.
    static final int FREE = 5;

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(SharedNodes.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TwoNodes.class;
    }

    /// The store ends them when all tests are done.
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(STORE).getOrComputeIfAbsent(TwoNodes.class, _ -> start());
    }

    private static TwoNodes start() {
        TwoNodes nodes = new TwoNodes(1, "", NodeTraffic.DEFAULT, TwoNodes.Wire.ONE_SUBNET);
        nodes.service("near", NEAR, nodes.web());
        nodes.service("away", AWAY, nodes.far());
        nodes.service("both", BOTH, nodes.web(), nodes.far());
        nodes.service("nobody", NOBODY);
        return nodes;
    }
}
