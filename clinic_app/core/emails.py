"""One rule for what an e-mail address is."""

import email_validator

# A clinic's own network may well use .local, .test or .lan: only the form is judged here, not who may receive.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


def normal_email(text: str) -> str:
    """The address in lower case, as it is kept and looked up. Raises ValueError with the sentence for the person."""
    try:
        return email_validator.validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except email_validator.EmailNotValidError:
        raise ValueError("Introduzca una dirección de correo electrónico válida.") from None
