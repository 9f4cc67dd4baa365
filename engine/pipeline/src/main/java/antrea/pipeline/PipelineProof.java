package antrea.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What has to hold for every assembled pipeline, whatever features are on.
final class PipelineProof {
    private PipelineProof() {}

    static void prove(Pipeline pipeline) {
        namesAndPlacesAreUnique(pipeline);
        fieldsAreApart(pipeline);
        whatIsReadWasWritten(pipeline);
        pipeline.missFlows().forEach(pipeline::render);
    }

    private static void namesAndPlacesAreUnique(Pipeline pipeline) {
        Map<String, Table> places = new HashMap<>();
        Map<String, Table> names = new HashMap<>();
        for (Table table : pipeline.tables()) {
            if (names.put(table.name(), table) != null) {
                throw new PipelineException("table " + table + " is declared twice; a table has one owner");
            }
            String place = table.kind() + " " + table.stage() + " " + table.order();
            Table had = places.put(place, table);
            if (had != null) {
                throw new PipelineException("tables " + had + " and " + table + " are both at " + place);
            }
        }
    }

    private static void fieldsAreApart(Pipeline pipeline) {
        Map<String, Field> byName = new LinkedHashMap<>();
        for (Table table : pipeline.tables()) {
            for (Field field : fieldsOf(table)) {
                Field had = byName.putIfAbsent(field.name(), field);
                if (had != null && !had.range().equals(field.range())) {
                    throw new PipelineException("two fields have the name of " + had + " and " + field);
                }
            }
        }
        List<Field> all = List.copyOf(byName.values());
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                Field a = all.get(i);
                Field b = all.get(j);
                boolean declared =
                        a.sharesWith().contains(b.name()) || b.sharesWith().contains(a.name());
                if (!declared && FieldMask.of(List.of(a)).touches(b.range())) {
                    throw new PipelineException(
                            "fields " + a + " and " + b + " lie on the same bits; move one, or declare sharing(…)");
                }
            }
        }
    }

    private static List<Field> fieldsOf(Table table) {
        List<Field> out = new ArrayList<>();
        List<FieldSet> sets = new ArrayList<>(table.matches());
        sets.addAll(table.matchesUnwritten());
        sets.addAll(table.writes());
        for (FieldSet set : sets) {
            if (set instanceof Field field) {
                out.add(field);
            }
        }
        return out;
    }

    /// All bits of a register must have been written in earlier tables; those of the mark or label of a connection
    /// may be written anywhere, for the packets that follow.
    private static void whatIsReadWasWritten(Pipeline pipeline) {
        List<FieldSet> all = new ArrayList<>();
        pipeline.tables().forEach(t -> all.addAll(t.writes()));
        FieldMask anywhere = FieldMask.of(all);
        List<FieldSet> soFar = new ArrayList<>();
        for (Table table : pipeline.tables()) {
            FieldMask upstream = FieldMask.of(soFar);
            for (FieldSet set : table.matches()) {
                if (set instanceof Field field && !field.fromOutside()) {
                    FieldMask writers = field.isOfConnection() ? anywhere : upstream;
                    if (!writers.covers(field.range())) {
                        throw new PipelineException("table " + table + " reads " + field
                                + " but no earlier table writes all of it; write it, or use matchesUnwritten(…)");
                    }
                }
            }
            soFar.addAll(table.writes());
        }
    }
}
