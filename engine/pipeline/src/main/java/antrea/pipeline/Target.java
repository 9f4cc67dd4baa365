package antrea.pipeline;

/// Where a packet goes on, said without a table number. Resolved by [Pipeline#render] for the tables that exist.
public sealed interface Target {
    /// That very table. Rendering fails when it is not part of the pipeline.
    record OfTable(Table table) implements Target {}

    /// The table after the one that holds the flow, in the same pipeline.
    record Next() implements Target {}

    /// The table after `table`, which itself may be absent.
    record After(Table table) implements Target {}

    /// The first table of the stage, or of the next stage that has tables, in the pipeline of the flow.
    record OfStage(Stage stage) implements Target {}

    /// The first table of another pipeline.
    record OfPipeline(PipelineKind kind) implements Target {}

    static Target table(Table table) {
        return new OfTable(table);
    }

    static Target next() {
        return new Next();
    }

    static Target after(Table table) {
        return new After(table);
    }

    static Target stage(Stage stage) {
        return new OfStage(stage);
    }

    static Target pipeline(PipelineKind kind) {
        return new OfPipeline(kind);
    }
}
