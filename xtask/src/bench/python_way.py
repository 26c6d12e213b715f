"""The usual way in Python: fetch the address report, parse it, upsert it into SQLite.

usage: python_way.py URL USER PASSWORD DATABASE
"""

import base64
import csv
import io
import sqlite3
import sys
import urllib.request

url, user, password, database = sys.argv[1:]
request = urllib.request.Request(url)
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
