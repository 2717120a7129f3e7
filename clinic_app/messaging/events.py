"""Facts of the messages; ids only: no text, telephone or name reaches the queue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessageQueued:
    message_id: int


@dataclass(frozen=True)
class MessageReceived:
    message_id: int


@dataclass(frozen=True)
class AttachmentCame:
    """A patient attached something that lies at the provider."""

    message_id: int


@dataclass(frozen=True)
class MessageFailed:
    """No channel is left, or nobody knows whether it left (its state says which)."""

    message_id: int


@dataclass(frozen=True)
class OutboxFilled:
    """Something became due about now: told once a transaction, however much it was."""


@dataclass(frozen=True)
class StatusEarly:
    """A provider told of a message that we do not know yet."""

    early_id: int
