package antrea.graph;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// What a feature is wired to: sources to read, places for its calculators, time. Unless said otherwise its
/// methods are for wiring time and the calculation thread.
public interface Calculation {
    /// The source of this id, to read and observe.
    <K, V> Source<K, V> source(SourceId<K, V> id);

    /// The filling side of the source of this id. Its methods may be called from any thread.
    <K, V> SourceInlet<K, V> inlet(SourceId<K, V> id);

    /// Claims this id as calculated: the caller alone fills it. Throws [CalculationFault] when it is claimed
    /// twice.
    <K, V> Derived<K, V> derive(SourceId<K, V> id);

    /// Adds a calculator. They run in the order of declaration, again and again until no derived source changes.
    void calculator(String name, Calculator calculator);

    /// Adds an outlet, flushed after each settled batch, in the order of declaration.
    void outlet(String name, Outlet outlet);

    /// Whether every source has delivered its first full list.
    boolean isSynced();

    /// Runs once, on the calculation thread, after the batch that completed the last source has been calculated
    /// and flushed; at once when that is past.
    void onSynced(Runnable listener);

    /// Runs the action on the calculation thread not before `delay`, and calculates after it.
    Alarm after(Duration delay, Runnable action);

    /// Any thread: runs an event on the calculation thread with the next batch, after the changes of sources and
    /// before the calculators. Events do not coalesce; what has a key belongs into a source.
    void post(Runnable event);

    /// Any thread: answers a question with a snapshot taken on the calculation thread, after everything given to
    /// inlets before this call has been calculated and flushed. The answer must hold immutable values only.
    <T> CompletionStage<T> ask(Supplier<T> question);
}
