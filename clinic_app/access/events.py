from dataclasses import dataclass


@dataclass(frozen=True)
class PasswordResetAsked:
    user_id: int


@dataclass(frozen=True)
class InvitationByMail:
    """An invitation is to be mailed, for the first time or again."""

    invitation_id: int


@dataclass(frozen=True)
class EmailChangeAsked:
    user_id: int
