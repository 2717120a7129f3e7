from dataclasses import dataclass


@dataclass(frozen=True)
class PasswordResetAsked:
    user_id: int
