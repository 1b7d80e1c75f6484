"""A second client: the PyPI package `postgrest` reads, writes, counts and is refused, through the gateway."""

import os
import sys

from postgrest import SyncPostgrestClient
from postgrest.exceptions import APIError

URL = os.environ["API_URL"] + "/rest/v1"
HEADERS = {"apikey": os.environ["ANON_KEY"], "Authorization": "Bearer " + os.environ["CRM_TEST_TOKEN"]}


def check(condition: bool, what: str) -> None:
    if not condition:
        sys.exit(f"failed: {what}")


def refused(query) -> str:
    try:
        query.execute()
    except APIError as error:
        return error.code
    return "accepted"


with SyncPostgrestClient(URL, schema="crm", headers=HEADERS) as crm:
    created = crm.table("accounts").insert({"name": "From Python", "city": "Zürich"}).execute().data[0]
    check(created["row_version"] == 1, "an account is created")
    read = crm.table("accounts").select("name,city", count="exact").eq("id", created["id"]).execute()
    check(read.data == [{"name": "From Python", "city": "Zürich"}] and read.count == 1, "it is read and counted")
    changed = crm.table("accounts").update({"city": "Bern"}).eq("id", created["id"]).execute().data[0]
    check(changed["city"] == "Bern" and changed["row_version"] == 2, "it is changed")
    stale = crm.table("accounts").update({"city": "Basel", "row_version": 1}).eq("id", created["id"])
    check(refused(stale) == "PT409", "a stale version is refused")
    found = crm.rpc("search", {"q": "from pyth"}).execute().data
    check([hit["title"] for hit in found] == ["From Python"], "a function is called")
    check(refused(crm.table("accounts").insert({"name": "x", "colour": "red"})) == "PGRST204", "an unknown column is refused")
    crm.table("accounts").delete().eq("id", created["id"]).execute()
    check(crm.table("accounts").select("id").eq("id", created["id"]).execute().data == [], "it is deleted")

print("all checks passed")
