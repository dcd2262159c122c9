"""Moving a journey in time must move everything or nothing, and must not invent a future."""

from datetime import date

from tracker.demo.shift import shift

KEY, TODAY = date(2023, 3, 1), date(2026, 11, 24)


def moved(**lists: list[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    return shift({"format": "treatment-journey/1", "patient": {"id": "x"}, **lists}, key_day=KEY, to=TODAY)


def test_the_key_day_becomes_today_and_distances_stay() -> None:
    labs = moved(labs=[{"collected_on": "2023-03-01"}, {"collected_on": "2023-02-01"}])["labs"]

    assert [lab["collected_on"] for lab in labs] == ["2026-11-24", "2026-10-27"]


def test_a_birth_date_stays() -> None:
    document = {"patient": {"id": "x", "birth_date": "1988-04-02"}}

    assert shift(document, key_day=KEY, to=TODAY)["patient"]["birth_date"] == "1988-04-02"


def test_what_had_not_happened_on_the_key_day_is_left_out_but_a_planned_visit_stays() -> None:
    lists = moved(labs=[{"collected_on": "2023-03-02"}], visits=[{"on": "2023-03-20", "kind": "clinic"}])

    assert lists["labs"] == []
    assert lists["visits"] == [{"on": "2026-12-13", "kind": "clinic"}]


def test_a_later_stop_is_unknown_today_together_with_its_reason_and_its_verdict() -> None:
    [therapy] = moved(
        therapies=[
            {
                "drug": "belimumab",
                "started_on": "2022-09",
                "stopped_on": "2023-03-20",
                "stop_reason": "lack-of-effect",
                "outcome": "lack-of-effect",
                "judged_on": "2023-03-20",
                "doses": [{"from": "2022-09-05", "amount": 200}, {"from": "2023-05-01", "amount": 0}],
            }
        ]
    )["therapies"]

    assert therapy == {"drug": "belimumab", "started_on": "2026-05", "doses": [{"from": "2026-05-31", "amount": 200}]}


def test_times_of_day_keep_their_offset() -> None:
    [entry] = moved(check_ins=[{"on": "2023-02-28", "recorded_at": "2023-02-28T20:14:00+03:00"}])["check_ins"]

    assert entry["recorded_at"] == "2026-11-23T20:14:00+03:00"


def test_words_and_notes_that_look_like_dates_are_left_alone() -> None:
    [lab] = moved(labs=[{"collected_on": "2023-03-01", "note": "2022-01-01", "lower_limit": None}])["labs"]

    assert lab["note"] == "2022-01-01"
