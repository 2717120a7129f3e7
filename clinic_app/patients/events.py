"""Facts about patients that other domains may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PatientAdded:
    patient_id: int
