package antrea.bridge;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.net.U128;
import antrea.pipeline.Flow;
import antrea.proof.ovs.RealOvs;
import antrea.reconcile.Owner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Measures; run by hand: first commit of 100,000 flows, restart with nothing to do, small batches beside them.
final class SwitchPlaneSpeed {
    private static final System.Logger LOG = System.getLogger("antrea.bridge.speed");
    private static final int ROWS = 100_000;
    private static final int SMALL_BATCHES = 300;

    private SwitchPlaneSpeed() {}

    public static void main(String[] arguments) {
        try (RealOvs ovs = RealOvs.start()) {
            ovs.addBridge(OvsRig.BRIDGE, RealOvs.Datapath.DUMMY);
            for (int life = 0; life < 3; life++) {
                try (OvsRig rig = new OvsRig(ovs)) {
                    oneLife(rig);
                }
            }
        }
    }

    private static void oneLife(OvsRig rig) {
        rig.stateAll();
        CompletableFuture<?> start =
                rig.plane.realization().whenRealized(new Owner("none", "")).toCompletableFuture();
        rig.calculation.settle();
        start.join(); // the session stands
        List<Flow> rows = rows();
        long begin = System.nanoTime();
        for (int i = 0; i < rows.size(); i += 100) {
            rig.plane.flows().state(new Owner("rows", "" + i), rows.subList(i, i + 100));
        }
        long stated = System.nanoTime();
        rig.calculation.sync();
        rig.expectRealized(new Owner("rows", "0"));
        log("state 100k", stated - begin);
        log("commit 100k (first life), or compare only (later lives)", System.nanoTime() - stated);
        begin = System.nanoTime();
        rig.plane.resync();
        rig.expectRealized(new Owner("rows", "0"));
        log("resync 100k, nothing to do", System.nanoTime() - begin);
        small(rig);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        LOG.log(
                System.Logger.Level.INFO,
                "heap with 100k flows: " + ((runtime.totalMemory() - runtime.freeMemory()) >> 20) + " MiB");
    }

    private static void small(OvsRig rig) {
        long[] nanos = new long[SMALL_BATCHES];
        for (int i = 0; i < SMALL_BATCHES; i++) {
            List<Flow> eight = new ArrayList<>();
            for (int k = 0; k < 8; k++) {
                eight.add(OvsRig.CLASSIFIER
                        .flow(300)
                        .inPort(1000 + i * 8 + k)
                        .load(OvsRig.SOURCE, 3)
                        .build());
            }
            long begin = System.nanoTime();
            rig.plane.flows().state(new Owner("small", "" + i), eight);
            rig.expectRealized(new Owner("small", "" + i));
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        log("batch of 8, median", nanos[SMALL_BATCHES / 2]);
        log("batch of 8, p99", nanos[SMALL_BATCHES * 99 / 100]);
    }

    private static List<Flow> rows() {
        List<Flow> rows = new ArrayList<>(ROWS);
        for (int i = 0; i < ROWS; i++) {
            IpAddress address = IpAddress.of(IpFamily.V4, U128.of(0x0a000000L + i));
            rows.add(
                    i % 2 == 0
                            ? OvsRig.RULES
                                    .flow(200)
                                    .ipSrc(address)
                                    .conjunction(i, 1, 2)
                                    .build()
                            : OvsRig.SERVICE
                                    .flow(200)
                                    .l4Dst(IpFamily.V4, Protocol.TCP, 80)
                                    .ipDst(address)
                                    .when(OvsRig.STATE.is(1))
                                    .load(OvsRig.STATE, 2)
                                    .group(5)
                                    .build());
        }
        return rows;
    }

    private static void log(String what, long nanos) {
        LOG.log(System.Logger.Level.INFO, what + ": " + nanos / 1000 + " us");
    }
}
