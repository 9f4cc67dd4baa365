package antrea.openflow.codec.wire;

import antrea.openflow.codec.Message;

/// A message with its transaction id: an answer carries the id of its request.
public record Frame(int xid, Message message) {}
