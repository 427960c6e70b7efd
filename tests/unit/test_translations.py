"""Messages in another language: recognized by their words, said with the same values."""

import pytest
from blendshape_face.data.translations import LOCALES, table, translated


def said(message):
    return translated(message, "ja_JP")


def fits(english, translation):
    """Whether a translation says something, with all of its values."""
    count = english.count("{}")
    if not count:
        return bool(translation.strip())
    values = [f"<{number}>" for number in range(count)]
    filled = translation.format(*values)
    return all(filled.count(value) == 1 for value in values)


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_say_something_with_all_values(locale):
    wrong = [english for english, said in table(locale).items() if not fits(english, said)]
    assert wrong == []


def test_a_message_keeps_its_values():
    assert said("3 channels copied") == "3チャンネルをコピーしました"
    assert said("take.csv: has 5 cells under 4 headings") == (
        "take.csv: 見出し4個に対しセルが5個です"
    )


def test_each_sentence_of_a_report_is_translated():
    assert said("3 channels copied; Nothing is recorded") == (
        "3チャンネルをコピーしました; 収録していません"
    )


def test_parts_of_a_summary_are_told_one_by_one():
    summary = "472 samples, 19.7 s at 23.976 fps, 52 of 52 channels; keyed frames 1 to 472"
    assert said(summary) == (
        "472サンプル、19.7秒、23.976 fps, 52中52チャンネル; フレーム1〜472にキーを打ちました"
    )


def test_no_value_swallows_a_sentence():
    """`{} locked channels stay as they are` fits the whole, too."""
    report = "52 channels keyed on frame 3; 4 locked channels stay as they are"
    assert said(report) == (
        "52チャンネルにフレーム3でキーを打ちました; ロック中の4チャンネルはそのままです"
    )


def test_lists_of_names_are_values():
    listed = "a, b, c"
    assert said(f"locked, so left as they are: {listed}") == f"ロック中のためそのまま: {listed}"


def test_phrases_among_the_values_are_translated():
    message = "video.csv, row 3, column jawOpen: 'x' is not a number; correct or empty the cell"
    assert "'x'は数値ではありません" in said(message)


def test_names_of_formats_are_names():
    refusal = "a.csv, row 1: has no blendshape column; known formats: Face Cap, iFacialMocap"
    assert said(refusal).endswith("Face Cap, iFacialMocap")


def test_names_stay_as_they_are():
    assert said("Face: has no recording yet; import one") == (
        "Face: 収録がまだありません。インポートしてください"
    )


def test_values_may_hold_what_looks_like_a_place_for_one():
    assert said("{a} kept") == "{a}を保存しました"


def test_the_message_that_says_most_goes_first():
    """Else "{}: is no longer at {}" would swallow what follows."""
    message = "a.csv: is no longer at /b; the keys stay as they are"
    assert said(message) == "a.csv: /bにありません。キーはそのままです"


def test_what_is_not_known_stays_as_it_is():
    assert said("An unknown sentence; and another") == "An unknown sentence; and another"
