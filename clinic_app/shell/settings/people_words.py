"""What each permission lets one do, in words, for the table of the roles."""

from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_

P = Permission
ROLE_DETAILS: dict[str, str] = {
    "owner": N_("Todo, también las personas, el plan y la auditoría."),
    "nurse": N_("Atiende, tiene agenda propia y cuida la lista de pacientes y los servicios."),
    "professional": N_("Atiende pacientes y tiene agenda propia."),
    "receptionist": N_("Agenda citas y registra pacientes."),
    "accountant": N_("Ingresos y gastos; no ve pacientes."),
    "auditor": N_("Solo mira: pacientes, agenda, cuentas y auditoría."),
}
GROUPS: tuple[tuple[str, tuple[tuple[Permission, str], ...]], ...] = (
    (
        N_("Pacientes"),
        (
            (P.PATIENTS_READ, N_("Ver pacientes y sus datos")),
            (P.PATIENTS_WRITE, N_("Registrar y corregir pacientes")),
            (P.PATIENTS_MERGE, N_("Unir pacientes repetidos")),
            (P.PATIENTS_IMPORT, N_("Importar una lista de pacientes")),
            (P.PATIENTS_EXPORT, N_("Descargar la lista de pacientes")),
        ),
    ),
    (
        N_("Historia clínica"),
        (
            (P.RECORDS_READ, N_("Leer historias, notas y controles")),
            (P.RECORDS_WRITE, N_("Escribir y firmar en la historia")),
        ),
    ),
    (
        N_("Mensajes"),
        (
            (P.MESSAGES_READ, N_("Leer las conversaciones con los pacientes")),
            (P.MESSAGES_WRITE, N_("Escribir a los pacientes")),
        ),
    ),
    (
        N_("Agenda y servicios"),
        (
            (P.AGENDA_READ, N_("Ver la agenda")),
            (P.AGENDA_WRITE, N_("Agendar, mover y cancelar citas")),
            (P.SERVICES_READ, N_("Ver los servicios y precios")),
            (P.SERVICES_WRITE, N_("Cambiar los servicios y precios")),
        ),
    ),
    (
        N_("Cuentas"),
        (
            (P.BILLING_READ, N_("Ver ingresos y gastos")),
            (P.BILLING_WRITE, N_("Anotar ingresos y gastos")),
            (P.SUBSCRIPTION_READ, N_("Ver el plan y su uso")),
            (P.SUBSCRIPTION_MANAGE, N_("Cambiar el plan")),
        ),
    ),
    (
        N_("Consultorio"),
        (
            (P.SETTINGS_READ, N_("Ver los ajustes")),
            (P.SETTINGS_WRITE, N_("Cambiar los ajustes")),
            (P.PEOPLE_READ, N_("Ver quién trabaja aquí")),
            (P.PEOPLE_WRITE, N_("Invitar, cambiar papeles y retirar personas")),
            (P.AUDIT_READ, N_("Ver la auditoría: quién hizo o abrió qué")),
            (P.ACCOUNT_SELF, N_("Cambiar sus propios datos y su contraseña")),
        ),
    ),
)
