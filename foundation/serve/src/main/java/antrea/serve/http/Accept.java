package antrea.serve.http;

import antrea.serve.codec.WireFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the Accept header allows, best first.
public final class Accept {
    private static final int MAX_ENTRIES = 64;

    private final List<Entry> entries;

    private Accept(List<Entry> entries) {
        this.entries = entries;
    }

    private record Entry(String type, Map<String, String> parameters, double quality) {
        boolean allows(WireFormat format) {
            return switch (type) {
                case "*/*", "application/*" -> format == WireFormat.JSON;
                default -> type.equals(format.mediaType());
            };
        }
    }

    /// A format, and whether the client wants a Table of that version of meta.k8s.io ("" = the objects
    /// themselves).
    public record Choice(WireFormat format, String tableVersion) {
        public boolean isTable() {
            return !tableVersion.isEmpty();
        }
    }

    public static Accept of(Headers headers) {
        List<Entry> out = new ArrayList<>();
        for (String header : headers.all("Accept")) {
            for (String part : header.split(",", MAX_ENTRIES)) {
                if (!part.isBlank()) {
                    out.add(entry(part));
                }
            }
        }
        if (out.isEmpty()) {
            out.add(new Entry("*/*", Map.of(), 1));
        }
        // a stable sort: among equals the order of the header counts
        out.sort(Comparator.comparingDouble(Entry::quality).reversed());
        return new Accept(out);
    }

    private static Entry entry(String text) {
        String[] parts = text.split(";", MAX_ENTRIES);
        Map<String, String> parameters = new LinkedHashMap<>();
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                String name = parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT);
                String value = parts[i].substring(equals + 1).strip();
                if (name.equals("q")) {
                    quality = quality(value);
                } else {
                    parameters.put(name, value);
                }
            }
        }
        return new Entry(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality);
    }

    private static double quality(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException _) {
            return 0; // an unreadable wish is the last wish
        }
    }

    /// The best of the offered formats. `withTable`: whether a Table can be made. Throws [StatusException] 406.
    public Choice choose(List<WireFormat> offered, boolean withTable) {
        for (Entry entry : entries) {
            String as = entry.parameters.getOrDefault("as", "");
            Optional<WireFormat> format = offered.stream().filter(entry::allows).findFirst();
            if (format.isEmpty()) {
                continue;
            }
            if (as.isEmpty()) {
                return new Choice(format.get(), "");
            }
            String version = entry.parameters.getOrDefault("v", "v1");
            boolean known = version.equals("v1") || version.equals("v1beta1");
            if (withTable && as.equals("Table") && known && format.get() != WireFormat.PROTOBUF) {
                return new Choice(format.get(), version);
            }
        }
        List<String> types = offered.stream().map(WireFormat::mediaType).toList();
        throw new StatusException(
                Status.notAcceptable("only the following media types are accepted: " + String.join(", ", types)));
    }

    /// The format for a status: the best that the client knows, JSON when it knows none.
    WireFormat statusFormat() {
        for (Entry entry : entries) {
            for (WireFormat format : WireFormat.values()) {
                if (entry.allows(format)) {
                    return format;
                }
            }
        }
        return WireFormat.JSON;
    }
}
