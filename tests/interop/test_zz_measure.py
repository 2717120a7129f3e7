"""20,000 rows through the real job code, timed."""
import asyncio, time, random, sys
sys.path.insert(0, "/work/main/tests/interop")
import pytest
from desk import Desk, without_limit, line, table
from clinic_app.interop import checking, running, service
import psutil, os

HEADER="Tipo de documento;DNI;Nombres;Apellido paterno;Apellido materno;Fecha de nacimiento;Sexo;Celular;Correo;Dirección;Distrito;Provincia;Departamento;Grupo sanguíneo;Observaciones;Madre;DNI madre;Celular de la madre;Padre;Celular del padre"
N=20000
async def test_measure(cast):
    desk = await without_limit(cast.owner)
    r=random.Random(1)
    names=["José","María","Luis","Ana","Rosa","Carlos","Mateo","Luana","Thiago","Valentina"]; sur=["Quispe","Mamani","Flores","Rojas","Huamán","Ñahui","García","Sánchez","De la Cruz","Vargas"]
    rows=[]
    for i in range(N):
        c=lambda: f"9{r.randrange(10**8):08}"
        rows.append(";".join(["DNI",f"{10_000_000+i}",f"{r.choice(names)} {r.choice(names)}",r.choice(sur),r.choice(sur),f"{r.randrange(1,29):02}/{r.randrange(1,13):02}/{r.randrange(1950,2025)}",r.choice(["M","F","Varón","Mujer"]),c(),f"p{i}@correo.pe",f"Av. Arequipa {i}","Lince","Lima","Lima","O+","alguna nota",f"Rosa {r.choice(sur)} {r.choice(sur)}",f"{40_000_000+i}",c(),f"Juan {r.choice(sur)}",c()]))
    data="\n".join([HEADER,*rows]).encode()
    print("bytes",len(data))
    t=time.perf_counter(); one=await desk.upload(data); a=time.perf_counter()
    await desk.do(service.ask_check, one.id); await checking.check(desk.actor, one.id); b=time.perf_counter()
    one=await desk.do(service.get, one.id); print(one.counts)
    await desk.do(service.ask_run, one.id, "skip"); await running.run(desk.actor, one.id); c=time.perf_counter()
    one=await desk.do(service.get, one.id); print(one.counts)
    print(f"upload {a-t:.1f}s check {b-a:.1f}s run {c-b:.1f}s")
    t=time.perf_counter(); again=await desk.checked(data); a=time.perf_counter(); print(again.counts)
    again=await desk.ran(again,"update"); b=time.perf_counter(); print(again.counts, f"check {a-t:.1f} update {b-a:.1f}")
    from clinic_app.interop import exporting
    from clinic_app.patients.queries import Filters
    from clinic_app.core.database import start_work
    for kind in ("csv","xlsx"):
        t=time.perf_counter()
        async with start_work(desk.actor) as work: chosen=await exporting.plan(work, Filters(), kind)
        if kind=="csv": n=sum([len(p) async for p in exporting.as_csv(chosen)])
        else: p=await exporting.as_xlsx(chosen); n=p.stat().st_size; 
        print(kind, n, f"{time.perf_counter()-t:.1f}s")
    t=time.perf_counter(); one=await desk.checked(p.read_bytes()); print("xlsx check", one.counts, f"{time.perf_counter()-t:.1f}s", "rss", psutil.Process().memory_info().rss//2**20)
