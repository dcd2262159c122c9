"""Rows -> `Journey`, for one patient or thousands: the only place where rows become values, and values columns.

One table does it for every list (`SHAPES`): a model's columns are the fields of its value, name by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from django.db.models import Exists, OuterRef

from journeys.guidance import journey as values
from journeys.guidance.document import in_order
from journeys.guidance.journey import Fact, Journey, Lesions
from journeys.guidance.partial_date import PartialDate
from journeys.models import FACTS, NESTED, Entry, Patient, PatientFact

PATIENT_FIELDS = tuple(f.name for f in fields(values.Patient) if f.name != "id")

_NESTED_VALUES: Mapping[str, type[Fact]] = {
    "doses": values.Dose,
    "administrations": values.Administration,
    "course": values.CourseEntry,
}


@dataclass(frozen=True)
class Shape:
    """How one list is stored. ``owner``: the foreign key to the patient, or to the entry that it is nested in."""

    model: type[Entry]
    value: type[Fact]
    owner: str
    columns: tuple[str, ...]
    readers: Mapping[str, Callable[[Any], Any]]
    nested: Mapping[str, Shape]


def _partial(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate(text)


def _lesions(stored: dict[str, Any] | None) -> Lesions | None:
    return None if stored is None else Lesions(**stored)


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    """What turns a column into a field of this type; None: it already is one."""
    if get_origin(hint) is tuple:
        return tuple
    readers: dict[Any, Callable[[Any], Any]] = {PartialDate: _partial, Lesions: _lesions}
    return next((readers[each] for each in get_args(hint) if each in readers), None)


def _shape(model: type[Entry], value: type[Fact], *, owner: str, nested: Mapping[str, type[Entry]]) -> Shape:
    hints = get_type_hints(value)
    columns = tuple(name for name in hints if name != "id" and name not in nested)
    inner = {name: _nested_shape(each, _NESTED_VALUES[name]) for name, each in nested.items()}
    readers = {name: reader for name in columns if (reader := _reader(hints[name]))}
    return Shape(model=model, value=value, owner=owner, columns=columns, readers=readers, nested=inner)


def _nested_shape(model: type[Entry], value: type[Fact]) -> Shape:
    owner = next(f.name for f in model._meta.concrete_fields if f.related_model in FACTS.values())
    return _shape(model, value, owner=owner, nested={})


SHAPES: Mapping[str, Shape] = {
    name: _shape(FACTS[name], value, owner="patient", nested=NESTED.get(name, {}))
    for name, value in values.LISTS.items()
}

# Most people have a third of the lists: one look at which, instead of a query for each that comes back empty.
_HAS_ANY = {
    f"has_{name}": Exists(model._default_manager.filter(patient=OuterRef("pk"), entered_in_error_at=None))
    for name, model in FACTS.items()
}


def take(patient_ids: Collection[UUID]) -> dict[UUID, Journey]:
    """The standing record of these patients (nothing entered in error), in a query for each kind of entry they have.

    Equal to what `guidance.document.parse` gives for the same content. Unknown patients are left out.
    """
    patients = list(Patient.objects.filter(pk__in=patient_ids).annotate(**_HAS_ANY))
    found = [name for name in SHAPES if any(getattr(row, f"has_{name}") for row in patients)]
    lists = {name: _facts(SHAPES[name], patient_id__in=patient_ids) for name in found}
    return {row.pk: _journey(row, {name: facts[row.pk] for name, facts in lists.items()}) for row in patients}


def _journey(row: Patient, lists: Mapping[str, list[Fact]]) -> Journey:
    ordered: dict[str, Any] = {name: in_order(facts) for name, facts in lists.items()}
    return Journey(patient=patient_value(row), **ordered)


def patient_value(row: Patient) -> values.Patient:
    return values.Patient(id=row.ref, **{name: getattr(row, name) for name in PATIENT_FIELDS})


def fact_value(name: str, row: PatientFact) -> Fact:
    """One standing entry of the list ``name`` as a value. Raises `IndexError` for what was entered in error."""
    return _facts(SHAPES[name], pk=row.pk)[row.patient_id][0]


def columns(shape: Shape, fact: Fact) -> dict[str, Any]:
    """A value as the columns of its row; nested entries are rows of their own."""
    return {"ref": fact.id} | {name: _stored(getattr(fact, name)) for name in shape.columns}


def _facts(shape: Shape, **where: Any) -> Mapping[Any, list[Fact]]:
    """Owner's key -> its entries. ``where`` selects entries; what is nested in them is found through the owner."""
    nested = {
        name: _facts(inner, **{f"{inner.owner}__{key}": value for key, value in where.items()})
        for name, inner in shape.nested.items()
    }
    rows = shape.model._default_manager.filter(entered_in_error_at=None, **where)
    found: dict[Any, list[Fact]] = defaultdict(list)
    for owner, pk, *stored in rows.values_list(f"{shape.owner}_id", "pk", "ref", *shape.columns):
        inside = {name: in_order(facts[pk]) for name, facts in nested.items()}
        found[owner].append(_value(shape, stored, inside))
    return found


def _value(shape: Shape, stored: Sequence[Any], nested: Mapping[str, tuple[Fact, ...]]) -> Fact:
    given: dict[str, Any] = {**dict(zip(("id", *shape.columns), stored, strict=True)), **nested}
    for name, read in shape.readers.items():
        given[name] = read(given[name])
    return shape.value(**given)


def _stored(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, Lesions):
        return asdict(value)
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
