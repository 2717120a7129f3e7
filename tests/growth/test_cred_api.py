"""Section 6 of the documented API."""

from datetime import date, timedelta

from cred_desk import Desk


async def test_a_checkup_answers_in_the_documented_shape(desk: Desk) -> None:
    patient = await desk.child()
    body = {
        "perimetro_cefalico_cm": 46.0, "dosaje_hemoglobina": 11.5, "suplemento_hierro_estado": "continuando", "suplemento_hierro_tipo": "gotas",
        "desarrollo_motor": "Camina solo", "observaciones": "Buen estado general", "cita": None, "temperatura": "",
    }  # fmt: skip
    made = await desk.check(patient, **body)
    documented = {
        "paciente": {"id": patient, "nombre_completo": "García López, Juan Carlos", "edad_texto": "1 año, 7 meses"}, "fecha": "2024-01-25", "edad_meses": 19,
        "edad_dias": 589, "peso_kg": "10.500", "talla_cm": "78.5", "perimetro_cefalico_cm": "46.0", "imc": "17.04", "tiene_alerta": False, "tipo_alerta": "verde",
        "alertas_activas": [], "dosaje_hemoglobina": "11.5", "suplemento_hierro_estado": "continuando", "suplemento_hierro_tipo": "gotas",
        "diagnostico_peso_edad": "normal", "diagnostico_peso_edad_display": "Normal", "diagnostico_talla_edad": "normal",
        "recomendaciones": "Continuar con controles CRED según calendario.", "advertencias": [],
    }  # fmt: skip
    assert {name: made[name] for name in documented} == documented
    in_order = [
        "imc",
        "zscore_peso_edad",
        "zscore_talla_edad",
        "zscore_imc_edad",
        "diagnostico_peso_edad",
        "diagnostico_talla_edad",
        "tiene_alerta",
    ]
    assert [name for name in made if name in in_order] == in_order
    assert (made["zscore_peso_edad"], made["zscore_talla_edad"], made["zscore_imc_edad"]) == ("-0.59", "-1.83", "0.77")
    assert made["algoritmo"] and made["referencia"] == "OMS 2006" and made["proxima_cita_sugerida"] > "2024-01-25"


async def test_the_list_is_paged_filtered_and_complete(desk: Desk) -> None:
    one, other = await desk.child(), await desk.child(numero_documento="71234568", nombres="Ana", sexo="F")
    await desk.check(one)
    await desk.check(other, peso_kg=7.0)
    page = await desk.shown("/api/cred/", page_size=1)
    assert (page["count"], page["total_pages"], len(page["results"])) == (2, 2, 1)
    (row,) = (await desk.shown("/api/cred/", con_alerta="true"))["results"]
    assert row["paciente"] == other and row["paciente_nombre"] == "García López, Ana" and row["tipo_alerta"] == "rojo"
    assert {"tipo", "indicador", "diagnostico"} <= row["alertas_activas"][0].keys()
    assert {
        "zscore_peso_talla",
        "zscore_perimetro_cefalico_edad",
        "diagnostico_peso_talla_display",
        "proxima_cita",
        "perimetro_toracico_cm",
    } <= row.keys()
    assert [row["paciente"] for row in (await desk.shown("/api/cred/", paciente=one))["results"]] == [one]


async def test_a_change_is_computed_anew_and_a_stale_one_refused(desk: Desk) -> None:
    patient = await desk.child()
    made = await desk.check(patient)
    path = f"/api/cred/{made['id']}/"
    changed = await desk.send("PATCH", path, 200, {"peso_kg": "8,1", "version": 1})
    assert changed["peso_kg"] == "8.100" and changed["diagnostico_peso_edad"] == "desnutricion_global" and changed["version"] == 2
    await desk.send("PATCH", path, 409, {"observaciones": "x", "version": 1})
    whole = {"paciente": patient, "peso_kg": 8.1, "talla_cm": 78.5, "dosaje_hemoglobina": None}
    await desk.send("PATCH", path, 200, {"dosaje_hemoglobina": 11})
    assert (await desk.send("PATCH", path, 200, {"dosaje_hemoglobina": None, "cita": ""}))["dosaje_hemoglobina"] == "11.0"
    assert (await desk.send("PUT", path, 200, whole))["dosaje_hemoglobina"] is None
    assert (await desk.shown(path))["peso_kg"] == "8.100"
    await desk.send("DELETE", path, 204)
    await desk.send("GET", path, 404)
    assert (await desk.shown("/api/cred/"))["count"] == 0


BAD = [
    ({"fecha": "2022-06-14"}, "fecha", "anterior al nacimiento"),
    ({"fecha": "2190-01-01"}, "fecha", "futura"),
    ({"peso_kg": 1050}, "peso_kg", "¿Quisiste decir 10,5 kg?"),
    ({"peso_kg": 105}, "peso_kg", "¿Quisiste decir 10,5 kg?"),
    ({"peso_kg": 78.5, "talla_cm": 10.5}, "talla_cm", "intercambiados"),
    ({"talla_cm": 0.785}, "talla_cm", "0,785 cm no es posible"),
    ({"talla_cm": 0.785}, "talla_cm", "¿Quisiste decir 78,5 cm?"),
    ({"peso_kg": -3}, "peso_kg", "mayor que 0"),
    ({"peso_kg": "diez"}, "peso_kg", "número válido"),
    ({"peso_kg": None}, "peso_kg", "no puede ser nulo"),
    ({"paciente": 999_999}, "paciente", "no existe"),
    ({"cita": 999_999}, "cita", "no existe"),
    ({"suplemento_hierro_estado": "quizas"}, "suplemento_hierro_estado", "no es una elección válida"),
    ({"proxima_cita": "2024-01-25"}, "proxima_cita", "después del control"),
]


async def test_bad_input_is_named_beside_its_field(desk: Desk) -> None:
    child, wrong = await desk.child(), []
    for changes, field, words in BAD:
        answer = await desk.check(child, 400, **changes)
        if words not in answer.get(field, [""])[0]:
            wrong.append((changes, answer))
    assert wrong == []
    assert (await desk.shown("/api/cred/"))["count"] == 0


async def test_nobody_over_nineteen_gets_a_checkup(desk: Desk) -> None:
    answer = await desk.check(await desk.child(fecha_nacimiento="2004-01-01"), 400, peso_kg=60, talla_cm=165)
    assert answer == {"fecha": ["El control de crecimiento es para menores de 19 años."]}


async def test_an_unlikely_measure_is_saved_once_it_is_confirmed(desk: Desk) -> None:
    patient = await desk.child()
    assert "¿Quisiste decir" in (await desk.check(patient, 400, peso_kg=25))["peso_kg"][0]
    made = await desk.check(patient, peso_kg=25, confirmar=True)
    assert made["diagnostico_peso_edad"] == "medida_por_revisar" and made["tipo_alerta"] == "amarillo"


async def test_a_second_checkup_of_a_day_is_asked_about_and_allowed(desk: Desk) -> None:
    patient = await desk.child()
    await desk.check(patient)
    second = await desk.check(patient)
    assert second["advertencias"] == ["Ya hay un control de ese día. ¿Guardar otro?"]


async def test_a_child_born_early_is_judged_by_her_corrected_age(desk: Desk, young: str) -> None:
    patient = await desk.child(fecha_nacimiento=young)
    on = str(date.fromisoformat(young) + timedelta(days=200))
    plain = await desk.check(patient, fecha=on, peso_kg=6.5, talla_cm=63)
    early = await desk.send("PATCH", f"/api/cred/{plain['id']}/", 200, {"semanas_gestacion": 30})
    assert (early["edad_dias"], early["edad_corregida_dias"]) == (200, 130)
    assert float(early["zscore_peso_edad"]) > float(plain["zscore_peso_edad"])
    assert plain["edad_corregida_dias"] is None


async def test_alerts_are_followed_until_they_are_closed(desk: Desk) -> None:
    patient = await desk.child()
    await desk.check(patient, peso_kg=8.1, dosaje_hemoglobina=9.0)
    (row,) = await desk.shown("/api/cred/alertas/")
    states = {(one["indicador"], one["codigo"]): one for one in row["alertas"]}
    assert ("peso_edad", "desnutricion_global") in states and ("hemoglobina", "anemia_moderada") in states
    assert row["tipo_alerta"] == "rojo" and {one["estado"] for one in row["alertas"]} == {"nueva"}
    path = f"/api/cred/alertas/{states['hemoglobina', 'anemia_moderada']['id']}/"
    await desk.send("PATCH", path, 400, {"estado": "cerrada"})
    assert (await desk.send("PATCH", path, 200, {"estado": "seguimiento", "nota": "inició hierro"}))["estado_display"] == "En seguimiento"
    assert (await desk.send("PATCH", path, 200, {"estado": "cerrada", "desenlace": "Hb 11,8 al mes"}))["desenlace"] == "Hb 11,8 al mes"
    await desk.send("PATCH", path, 409, {"estado": "vista"})
    (row,) = await desk.shown("/api/cred/alertas/")
    assert "hemoglobina" not in {one["indicador"] for one in row["alertas"]}
    await desk.check(patient, fecha="2024-05-25", peso_kg=10.2, talla_cm=82)
    assert await desk.shown("/api/cred/alertas/") == []  # a normal result closes the rest


async def test_the_chart_has_the_points_and_whos_lines(desk: Desk) -> None:
    patient = await desk.child()
    await desk.check(patient)
    chart = await desk.shown(f"/api/cred/paciente/{patient}/grafico/")
    assert (chart["paciente_id"], chart["paciente_sexo"], chart["controles"][0]["edad_meses"]) == (patient, "M", 19)
    assert chart["controles"][0]["peso_kg"] == 10.5 and chart["controles"][0]["zscore_peso_edad"] == -0.59
    curves = chart["curvas_referencia"]
    assert set(curves) == {"peso_edad", "talla_edad", "imc_edad", "peso_talla", "pc_edad"}
    year = curves["peso_edad"][12]
    assert (year["edad_meses"], year["p50"], year["sd0"], year["sd2neg"]) == (12, 9.65, 9.65, 7.74)
    assert curves["peso_talla"][0]["longitud_cm"] == 45.0 and curves["peso_edad"][-1]["edad_meses"] == 60


async def test_the_calculator_saves_nothing(desk: Desk) -> None:
    answer = await desk.send("POST", "/api/cred/calculadora/", 200, {"peso_kg": 10.5, "talla_cm": 78.5, "edad_meses": 19, "sexo": "M"})
    assert answer["input"] == {"peso_kg": 10.5, "talla_cm": 78.5, "edad_meses": 19.0, "edad_dias": None, "sexo": "M", "imc": 17.04}
    assert type(answer["input"]["edad_meses"]) is int
    assert answer["zscores"]["zscore_peso_edad"] == -0.53 and answer["zscores"]["zscore_pc_edad"] is None
    assert answer["diagnosticos"]["diagnostico_talla_edad"] == "normal" and answer["diagnosticos"]["tipo_alerta"] == "verde"
    for body, field in (
        ({"edad_meses": 19}, "sexo"),
        ({"sexo": "M"}, "edad_meses"),
        ({"sexo": "M", "edad_meses": 300}, "edad_meses"),
        ({"sexo": "X", "edad_meses": 1}, "sexo"),
    ):
        assert field in await desk.send("POST", "/api/cred/calculadora/", 400, body)
    assert (await desk.shown("/api/cred/"))["count"] == 0


async def test_iron_is_kept_in_a_ledger_and_told_when_it_is_used_up(desk: Desk, young: str) -> None:
    patient = await desk.child(fecha_nacimiento=young)
    given = str(date.today() - timedelta(days=40))
    row = await desk.send(
        "POST", "/api/cred/hierro/", 201, {"paciente": patient, "fecha": given, "dias": 30, "mg_dia": "20", "tipo": "gotas"}
    )
    assert (row["mg_dia"], row["alcanza_hasta"]) == ("20.0", str(date.fromisoformat(given) + timedelta(days=29)))
    due = await desk.shown("/api/cred/pendientes/", tipo="hierro")
    assert [(one["paciente"], one["tipo"]) for one in due] == [(patient, "hierro")]
    assert {one["tipo"] for one in await desk.shown("/api/cred/pendientes/")} == {"control", "hemoglobina", "hierro"}
    path = f"/api/cred/hierro/{row['id']}/"
    assert (await desk.send("PATCH", path, 200, {"dias": 60}))["dias"] == 60
    assert "fecha" in await desk.send("PATCH", path, 400, {"fecha": "2000-01-01"})
    await desk.send("DELETE", path, 204)
    assert await desk.shown("/api/cred/hierro/", paciente=patient) == []


async def test_a_checkup_in_between_changes_what_the_later_one_says(desk: Desk) -> None:
    patient = await desk.child()
    await desk.check(patient, fecha="2024-01-25", peso_kg=10.0)
    assert (await desk.check(patient, fecha="2024-03-25", peso_kg=10.6, talla_cm=80))["tiene_alerta"] is False
    await desk.check(patient, fecha="2024-03-01", peso_kg=11.2, talla_cm=79.5)
    latest = (await desk.shown("/api/cred/", paciente=patient))["results"][0]
    assert latest["tipo_alerta"] == "rojo" and latest["alertas_activas"][0]["codigo"] == "perdida"
