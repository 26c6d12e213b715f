"""The usual way in Python: fetch the address report, parse it, upsert it into SQLite.

usage: peer.py URL QUERY USER PASSWORD DATABASE; prints seconds and peak memory in KiB.
"""

import base64
import csv
import io
import resource
import sqlite3
import sys
import time
import urllib.request

url, query, user, password, database = sys.argv[1:]
start = time.perf_counter()
request = urllib.request.Request(f"{url}?{query}")
token = base64.b64encode(f"{user}:{password}".encode()).decode()
request.add_header("Authorization", f"Basic {token}")
text = urllib.request.urlopen(request).read().decode()
rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
with sqlite3.connect(database) as db:
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS place (key TEXT PRIMARY KEY, name, x, y, radius, color) WITHOUT ROWID")
    db.executemany(
        "INSERT INTO place VALUES (?,?,?,?,?,?) ON CONFLICT (key) DO UPDATE SET"
        " name=excluded.name, x=excluded.x, y=excluded.y, radius=excluded.radius, color=excluded.color",
        ((r["addruid"], r["addrname1"], r["positionx"], r["positiony"], r["radius"], r["color"]) for r in rows),
    )
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
