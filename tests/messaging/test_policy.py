"""Where a message goes next, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from clinic_app.integrations import sandbox
from clinic_app.integrations.protocol import Account, SendFailed
from clinic_app.messaging import policy
from clinic_app.messaging.contacts import phone_key
from clinic_app.messaging.policy import Circuit, Dead, Due, Go, Retry, Unknown, Wait
from clinic_app.messaging.statuses import number_of, reference_of

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ALL = ("whatsapp", "sms", "email")
PROVIDERS = {
    name: replace(sandbox.PROVIDER, name=name, channels=channels)
    for name, channels in (("meta", ("whatsapp",)), ("twilio", ("sms",)), ("smtp", ("email",)))
}
ACCOUNTS = [Account(1, number, name, {}) for number, name in enumerate(PROVIDERS, 1)]
DUE = Due(1, "queued", "Hola", "", (), "", (), "es", ALL, "whatsapp", 0, 0, None, None, 1, "Delia", "+51984000111", "d@x.pe", ())


def to(message: Due, circuits: dict[str, Circuit] | None = None, accounts: list[Account] = ACCOUNTS) -> object:
    return policy.route(message, accounts, PROVIDERS, circuits or {}, NOW)


def test_the_first_channel_that_is_served_wanted_and_has_an_address() -> None:
    def channel(message: Due, **how: object) -> str:
        step = to(message, **how)  # type: ignore[arg-type]
        return step.channel if isinstance(step, Go) else f"{step}"

    assert channel(DUE) == "whatsapp"
    assert channel(replace(DUE, opted_out=("whatsapp",))) == "sms"
    assert channel(replace(DUE, phone="")) == "email"
    assert channel(DUE, accounts=ACCOUNTS[1:]) == "sms"
    assert channel(replace(DUE, phone="", handles={"meta": "U1"})) == "whatsapp"
    assert to(replace(DUE, opted_out=ALL)) == Dead("opted_out")
    assert to(replace(DUE, not_after=NOW - timedelta(seconds=1))) == Dead("expired")


def test_the_account_she_wrote_by_is_preferred() -> None:
    two = [Account(1, 7, "meta", {}), Account(1, 8, "meta", {})]
    step = to(replace(DUE, last_account=8), accounts=two)
    assert isinstance(step, Go) and step.account.account_id == 8


def test_a_resting_provider_is_waited_for_unless_that_is_too_long() -> None:
    held = {"meta": Circuit(5, NOW + timedelta(minutes=2))}
    assert to(DUE, held) == Wait(NOW + timedelta(minutes=2))
    late = to(replace(DUE, not_after=NOW + timedelta(minutes=1)), held)
    assert isinstance(late, Go) and late.channel == "sms"
    patient_no_more = to(replace(DUE, channel_since=NOW - timedelta(hours=1)), held)
    assert isinstance(patient_no_more, Go) and patient_no_more.channel == "sms"


def test_only_transient_failures_are_tried_again_on_the_same_channel() -> None:
    def step(error: SendFailed, tries: int = 1, channel: str = "whatsapp", idempotent: bool = False, **message: object) -> object:
        return policy.after_failure(replace(DUE, **message), channel, tries, error, idempotent, NOW, 0.0)  # type: ignore[arg-type]

    assert step(SendFailed("500")) == Retry("whatsapp", timedelta(seconds=5), "500", anew=False)
    assert step(SendFailed("500"), tries=3) == Retry("whatsapp", timedelta(seconds=20), "500", anew=False)
    assert step(SendFailed("500"), tries=5) == Retry("sms", timedelta(0), "500", anew=True)
    assert step(SendFailed("429", retry_after=90)) == Retry("whatsapp", timedelta(seconds=90), "429", anew=False)
    assert step(SendFailed("no whatsapp", permanent=True)) == Retry("sms", timedelta(0), "no whatsapp", anew=True)
    assert step(SendFailed("bad address", permanent=True), channel="email") == Dead("bad address")
    assert step(SendFailed("timeout", unknown=True)) == Unknown("timeout")
    assert step(SendFailed("timeout", unknown=True), idempotent=True) == Retry("whatsapp", timedelta(seconds=5), "timeout", anew=False)
    assert step(SendFailed("500"), not_after=NOW + timedelta(seconds=1)) == Retry("sms", timedelta(0), "500", anew=True)


def test_the_wait_doubles_up_to_its_limit_and_is_spread() -> None:
    assert [policy.backoff(tries, 0).total_seconds() for tries in (1, 2, 3, 4, 40)] == [5, 10, 20, 40, 600]
    assert policy.backoff(3, 1.0).total_seconds() == 10
    assert [policy.rest(failures) for failures in (4, 5, 6, 50)] == [
        None,
        timedelta(seconds=30),
        timedelta(minutes=1),
        timedelta(minutes=10),
    ]


def test_one_telephone_is_one_person_however_it_is_written() -> None:
    assert phone_key("+55 11 98765-4321") == phone_key("551187654321") == "551187654321"
    assert phone_key("+55 11 3456-7890") == "551134567890"
    assert phone_key("+521 55 1234 5678") == phone_key("+52 55 1234 5678")
    assert phone_key("whatsapp:+51984000111") == "51984000111"


def test_a_reference_names_the_message_and_its_round() -> None:
    assert number_of(reference_of(12, 3)) == (12, 3)
    for strange in ("", "12", "12.", ".3", "x.1", "9" * 30 + ".1", "١.1"):
        assert number_of(strange) is None
