from datetime import date

import pytest

from municipalities.models import Municipality, Region, RegionMembership
from municipalities.register import MUNICIPALITIES, read_register, slug_of
from tests.commands import run

HEADER = "code,name,region,cvr,official_name\n"
ROW = "0101,København,Region Hovedstaden,64942212,Københavns Kommune\n"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Ærø", "aeroe"), ("Aabenraa", "aabenraa"), ("Høje-Taastrup", "hoeje-taastrup"), ("Århus By", "aarhus-by")],
)
def test_slug_spells_danish_letters_out(name, slug):
    assert slug_of(name) == slug


def test_own_copy_has_98_municipalities_in_five_regions():
    rows, faults = read_register(MUNICIPALITIES.read_text(encoding="utf-8"))
    assert faults == []
    assert len({row.code for row in rows}) == len({row.cvr for row in rows}) == len(rows) == 98
    assert len({slug_of(row.name) for row in rows}) == 98
    assert len({row.region for row in rows}) == 5


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a,b\n", ["Linje 1: kolonnerne skal være code,name,region,cvr,official_name."]),
        ("", ["Linje 1: kolonnerne skal være code,name,region,cvr,official_name."]),
        (HEADER + ROW.replace("0101", "101"), ["Linje 2: kommunekoden »101« skal være fire cifre."]),
        (HEADER + ROW.replace("64942212", "6494221"), ["Linje 2: CVR-nummeret »6494221« skal være otte cifre."]),
        (HEADER + "0101,København\n", ["Linje 2: alle fem kolonner skal være udfyldt."]),
        (HEADER + ROW.replace("\n", ",mere\n"), ["Linje 2: alle fem kolonner skal være udfyldt."]),
        (
            HEADER + ROW + ROW,
            [
                "Linje 3: Kommunekoden »0101« står der mere end én gang.",
                "Linje 3: CVR-nummeret »64942212« står der mere end én gang.",
            ],
        ),
    ],
)
def test_read_register_tells_every_fault_with_its_line(text, faults):
    assert read_register(text)[1] == faults


def test_load_register_twice_gives_98_and_the_merger_of_2027(db):
    assert run("load_register").code == 0
    assert run("load_register").code == 0
    assert Municipality.objects.count() == 98
    assert Region.objects.count() == 6
    on = {
        day: {one.name: RegionMembership.objects.on(day).filter(region=one).count() for one in Region.objects.all()}
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    }
    before, after = on[date(2026, 12, 31)], on[date(2027, 1, 1)]
    assert (before["Region Hovedstaden"], before["Region Sjælland"], before["Region Østdanmark"]) == (29, 17, 0)
    assert (after["Region Hovedstaden"], after["Region Sjælland"], after["Region Østdanmark"]) == (0, 0, 46)
    assert before["Region Syddanmark"] == after["Region Syddanmark"] == 22


def test_load_register_corrects_a_name_and_keeps_the_row(db):
    run("load_register")
    Municipality.objects.filter(code="0492").update(name="Aerø", slug="x")
    pk = Municipality.objects.get(code="0492").pk
    run("load_register")
    aeroe = Municipality.objects.get(code="0492")
    assert (aeroe.pk, aeroe.name, aeroe.slug) == (pk, "Ærø", "aeroe")


def test_load_register_of_a_bad_file_writes_nothing(db, tmp_path):
    bad = tmp_path / "register.csv"
    bad.write_text(HEADER + ROW + ROW.replace("0101", "x"), encoding="utf-8")
    ran = run("load_register", bad)
    assert ran.code == 2
    assert "Linje 3: kommunekoden »x« skal være fire cifre." in ran.said
    assert not Municipality.objects.exists()


def test_load_register_of_a_missing_file_is_refused(db, tmp_path):
    ran = run("load_register", tmp_path / "mangler.csv")
    assert ran.code == 2
    assert "kan ikke læses" in ran.said
