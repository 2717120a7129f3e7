// Written by `python -m tools.i18n` from the gettext catalogues. Do not edit.
const WORDS = {
"en": {
"Acceso": "Access",
"Agenda": "Schedule",
"Ajustes": "Settings",
"Al cambiarla se cierran tus otras sesiones.": "Changing it closes your other sessions.",
"Al menos 8 caracteres, con letras y números.": "At least 8 characters, with letters and numbers.",
"Algo salió mal. Vuelve a intentarlo; lo que escribiste sigue aquí.": "Something went wrong. Try again; what you wrote is still here.",
"Apariencia": "Appearance",
"Apellidos": "Last names",
"Atendida": "Attended",
"Auditoría": "Audit",
"Buscar paciente": "Find patient",
"Buscar paciente, documento o teléfono": "Find patient, document or phone",
"Cambiar contraseña": "Change password",
"Cambiar de consultorio": "Switch practice",
"Cancelada": "Cancelled",
"Cargando…": "Loading…",
"Cerrar": "Close",
"Claro": "Light",
"Como el equipo": "Like the device",
"Confirmada": "Confirmed",
"Contabilidad": "Accounting",
"Contraseña": "Password",
"Contraseña cambiada. Ya puedes entrar.": "Password changed. You can sign in now.",
"Correo": "Email",
"Crea tu cuenta": "Create your account",
"Crear cuenta": "Create account",
"Crear mi consultorio": "Create my practice",
"Cuidados intensivos": "Intensive care",
"Demasiados intentos seguidos. Espera un momento y vuelve a probar.": "Too many attempts in a row. Wait a moment and try again.",
"Demasiados intentos: la cuenta está en pausa unos minutos. Espera o cambia tu contraseña.": "Too many attempts: the account is paused for a few minutes. Wait, or change your password.",
"El correo o la contraseña no coinciden. Revísalos y vuelve a probar.": "The email or the password does not match. Check them and try again.",
"El enlace ya se usó o venció. Pide uno nuevo.": "The link was already used or has expired. Ask for a new one.",
"Empiezas con el plan gratis; no pedimos tarjeta.": "You start on the free plan; no card needed.",
"En atención": "In progress",
"En línea": "Online",
"En sala": "Arrived",
"Enfermera": "Nurse",
"Enfermería comunitaria": "Community nursing",
"Enfermería general": "General nursing",
"Enfermería geriátrica": "Geriatric nursing",
"Enfermería pediátrica": "Paediatric nursing",
"Entra a tu consultorio.": "Sign in to your practice.",
"Entrar": "Sign in",
"Enviar enlace": "Send link",
"Esa contraseña es fácil de adivinar. Usa al menos 8 caracteres, con letras y números.": "That password is easy to guess. Use at least 8 characters, with letters and numbers.",
"Especialidad": "Specialty",
"Falta un dato. Completa los campos y vuelve a enviar.": "Something is missing. Complete the fields and send again.",
"Hola de nuevo": "Welcome back",
"Hoy": "Today",
"Idioma": "Language",
"La olvidé": "Forgot it",
"Las dos contraseñas no son iguales.": "The two passwords are not the same.",
"Lo que hagas se enviará al volver la señal.": "What you do will be sent when the signal is back.",
"Los datos de tus pacientes son tuyos: cada consultorio ve solo los suyos y queda registro de quién los abre.": "Your patients' data is yours: each practice sees only its own, and who opens it is recorded.",
"N.º de colegiatura": "License number",
"No asistió": "No-show",
"Nombre del consultorio": "Practice name",
"Nombres": "First names",
"Oscuro": "Dark",
"Otra": "Other",
"Pacientes": "Patients",
"Pon otra contraseña": "Set another password",
"Primera vez en Hampiq": "First time on Hampiq",
"Principal": "Main",
"Profesional": "Professional",
"Programada": "Scheduled",
"Propietaria": "Owner",
"Recepción": "Reception",
"Recupera tu acceso": "Recover your access",
"Repite la contraseña": "Repeat the password",
"Salir": "Sign out",
"Saltar al contenido": "Skip to content",
"Servicios": "Services",
"Si ese correo tiene una cuenta, te llegará un enlace para cambiar la contraseña. Vence en una hora.": "If that email has an account, a link to change the password will arrive. It expires in one hour.",
"Sin conexión": "Offline",
"Sin conexión.": "Offline.",
"Te enviamos un enlace para poner otra contraseña.": "We send you a link to set another password.",
"Teléfono": "Phone",
"Tiene {n} cita por venir: sigue en la agenda. Cancélala si ya no vendrá.": [
"",
""
],
"Tu cuenta": "Your account",
"Tu nombre y el de tu consultorio. En 2 minutos ya agendas.": "Your name and your practice's. Booking in 2 minutes.",
"Volver a entrar": "Back to sign in",
"Ya hay una cuenta con ese correo. Entra, o recupera tu contraseña.": "There is already an account with that email. Sign in, or recover your password.",
"opcional": "optional",
"{n} año": [
"",
""
],
"{n} día": [
"",
""
],
"{n} mes": [
"",
""
],
"{n} min": [
"",
""
],
"{n} paciente": [
"",
""
],
"{n} por atender": [
"",
""
],
"{n} servicio en oferta": [
"",
""
],
"¿Cómo quieres empezar?": "How do you want to start?"
},
"pt-BR": {
"Acceso": "Acesso",
"Al cambiarla se cierran tus otras sesiones.": "Ao trocá-la, suas outras sessões são encerradas.",
"Al menos 8 caracteres, con letras y números.": "Pelo menos 8 caracteres, com letras e números.",
"Algo salió mal. Vuelve a intentarlo; lo que escribiste sigue aquí.": "Algo deu errado. Tente de novo; o que você escreveu continua aqui.",
"Apariencia": "Aparência",
"Apellidos": "Sobrenomes",
"Auditoría": "Auditoria",
"Buscar paciente, documento o teléfono": "Buscar paciente, documento ou telefone",
"Cambiar contraseña": "Trocar senha",
"Cambiar de consultorio": "Trocar de consultório",
"Cargando…": "Carregando…",
"Cerrar": "Fechar",
"Como el equipo": "Como o dispositivo",
"Contabilidad": "Contabilidade",
"Contraseña": "Senha",
"Contraseña cambiada. Ya puedes entrar.": "Senha trocada. Você já pode entrar.",
"Correo": "E-mail",
"Crea tu cuenta": "Crie sua conta",
"Crear cuenta": "Criar conta",
"Crear mi consultorio": "Criar meu consultório",
"Cuidados intensivos": "Terapia intensiva",
"Demasiados intentos seguidos. Espera un momento y vuelve a probar.": "Muitas tentativas seguidas. Espere um momento e tente de novo.",
"Demasiados intentos: la cuenta está en pausa unos minutos. Espera o cambia tu contraseña.": "Muitas tentativas: a conta está em pausa por alguns minutos. Espere ou troque sua senha.",
"El correo o la contraseña no coinciden. Revísalos y vuelve a probar.": "O e-mail ou a senha não conferem. Verifique e tente de novo.",
"El enlace ya se usó o venció. Pide uno nuevo.": "O link já foi usado ou venceu. Peça um novo.",
"Empiezas con el plan gratis; no pedimos tarjeta.": "Você começa com o plano grátis; não pedimos cartão.",
"En atención": "Em atendimento",
"En línea": "On-line",
"En sala": "Na sala",
"Enfermera": "Enfermeira",
"Enfermería comunitaria": "Enfermagem comunitária",
"Enfermería general": "Enfermagem geral",
"Enfermería geriátrica": "Enfermagem geriátrica",
"Enfermería pediátrica": "Enfermagem pediátrica",
"Entra a tu consultorio.": "Entre no seu consultório.",
"Enviar enlace": "Enviar link",
"Esa contraseña es fácil de adivinar. Usa al menos 8 caracteres, con letras y números.": "Essa senha é fácil de adivinhar. Use pelo menos 8 caracteres, com letras e números.",
"Especialidad": "Especialidade",
"Falta un dato. Completa los campos y vuelve a enviar.": "Falta um dado. Preencha os campos e envie de novo.",
"Hola de nuevo": "Olá de novo",
"Hoy": "Hoje",
"La olvidé": "Esqueci",
"Las dos contraseñas no son iguales.": "As duas senhas não são iguais.",
"Lo que hagas se enviará al volver la señal.": "O que você fizer será enviado quando o sinal voltar.",
"Los datos de tus pacientes son tuyos: cada consultorio ve solo los suyos y queda registro de quién los abre.": "Os dados dos seus pacientes são seus: cada consultório vê só os seus e fica registrado quem os abre.",
"N.º de colegiatura": "N.º de registro profissional",
"No asistió": "Não compareceu",
"Nombre del consultorio": "Nome do consultório",
"Nombres": "Nomes",
"Oscuro": "Escuro",
"Otra": "Outra",
"Pon otra contraseña": "Defina outra senha",
"Primera vez en Hampiq": "Primeira vez no Hampiq",
"Profesional": "Profissional",
"Programada": "Agendada",
"Propietaria": "Proprietária",
"Recepción": "Recepção",
"Recupera tu acceso": "Recupere seu acesso",
"Repite la contraseña": "Repita a senha",
"Salir": "Sair",
"Saltar al contenido": "Pular para o conteúdo",
"Servicios": "Serviços",
"Si ese correo tiene una cuenta, te llegará un enlace para cambiar la contraseña. Vence en una hora.": "Se esse e-mail tiver uma conta, chegará um link para trocar a senha. Vence em uma hora.",
"Sin conexión": "Sem conexão",
"Sin conexión.": "Sem conexão.",
"Te enviamos un enlace para poner otra contraseña.": "Enviamos um link para definir outra senha.",
"Teléfono": "Telefone",
"Tiene {n} cita por venir: sigue en la agenda. Cancélala si ya no vendrá.": [
"",
""
],
"Tu cuenta": "Sua conta",
"Tu nombre y el de tu consultorio. En 2 minutos ya agendas.": "Seu nome e o do seu consultório. Em 2 minutos você já agenda.",
"Volver a entrar": "Voltar para entrar",
"Ya hay una cuenta con ese correo. Entra, o recupera tu contraseña.": "Já existe uma conta com esse e-mail. Entre, ou recupere sua senha.",
"{n} año": [
"",
""
],
"{n} día": [
"",
""
],
"{n} mes": [
"",
""
],
"{n} min": [
"",
""
],
"{n} paciente": [
"",
""
],
"{n} por atender": [
"",
""
],
"{n} servicio en oferta": [
"",
""
],
"¿Cómo quieres empezar?": "Como você quer começar?"
}
};
function fill(text, args) {
  if (args) for (const name in args) text = text.replaceAll("{" + name + "}", args[name] ?? "");
  return text;
}
export function tr(lang, text, args) {
  const found = WORDS[lang]?.[text];
  return fill((typeof found === "string" && found) || text || "", args);
}
export function trn(lang, one, many, count, args) {
  const few = Number(count) === 1 || (Number(count) === 0 && lang === "pt-BR");
  const forms = WORDS[lang]?.[one];
  return fill(Array.isArray(forms) ? forms[few ? 0 : 1] : Number(count) === 1 ? one : many, { n: count, ...args });
}
