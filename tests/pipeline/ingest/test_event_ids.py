"""Events of trackers that number them, that number some, and that don't."""

EVENTS = {"source": "web", "entity": "page_view", "path": "pages.csv"}


def events(inbox, content):
    inbox.put("pages.csv", content)
    report = inbox.load(EVENTS)[0]
    return report, inbox.query("select event_id, url from raw_web.page_view order by _source_line")


def test_A16_events_without_an_id_have_that_of_their_content(inbox):
    at = "2024-03-05T14:22:10Z"
    report, rows = events(inbox, f"visitor_id,occurred_at,url\nv1,{at},/a\nv1,{at},/b\nv1,{at},/a\n")
    assert (report.rows_loaded, report.rows_duplicate) == (2, 1)
    assert [url for _, url in rows] == ["/a", "/b"]
    assert all(len(event_id) == 32 for event_id, _ in rows)


def test_A16_an_event_without_an_id_among_others_that_have_one_is_kept(inbox):
    _, rows = events(inbox, "event_id,occurred_at,url\ne1,2024-03-05,/a\n,2024-03-05,/b\n")
    assert rows[0] == ("e1", "/a")
    assert len(rows[1][0]) == 32
