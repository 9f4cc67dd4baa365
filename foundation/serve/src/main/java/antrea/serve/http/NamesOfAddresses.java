package antrea.serve.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/// Keeps the JVM from asking the DNS for the names of addresses. Helidon asks it for every connection that it
/// accepts, before the TLS handshake, and nobody uses the answer; where the DNS is out of reach each connection
/// would wait five seconds, as long as kube-apiserver waits for an aggregated API. Addresses of names are looked up
/// as ever. The JVM finds this class by `META-INF/services` (JDK API, [InetAddressResolverProvider]).
public final class NamesOfAddresses extends InetAddressResolverProvider {
    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver names = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                return names.lookupByName(host, policy);
            }

            // refuses, upon which the JDK shows the address itself.
            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                throw new UnknownHostException("names of addresses are not looked up");
            }
        };
    }

    @Override
    public String name() {
        return "names of addresses are not looked up";
    }
}
