# SPDX-License-Identifier: BSD-2-Clause
"""What a desk process says, for pictures of the pages: each verb with the
result that its page shows. Whoever adds a page adds its verb here."""

NOW = 1795452000
TOKEN = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"

ACCOUNTS = [
    {"id": 1, "name": "adam", "role": "admin", "lead": False, "senders": [],
     "logins": [], "off": False, "has_totp": True, "must_change": False,
     "created_utc": NOW - 900000, "last_login_utc": NOW - 60},
    {"id": 2, "name": "ola", "role": "officer", "lead": False, "senders": [],
     "logins": [], "off": False, "has_totp": True, "must_change": False,
     "created_utc": NOW - 800000, "last_login_utc": NOW - 90000},
    {"id": 3, "name": "ela.kowalska@firma.example", "role": "sales",
     "team": "Północ", "lead": True, "off": False, "has_totp": False,
     "senders": ["ela.kowalska@firma.example", "oferty@firma.example"],
     "logins": ["ela.kowalska"], "must_change": False,
     "created_utc": NOW - 700000, "last_login_utc": NOW - 7200},
    {"id": 4, "name": "jan", "role": "sales", "team": "Północ",
     "lead": False, "senders": ["jan@firma.example"], "logins": [],
     "off": False, "has_totp": False, "must_change": True,
     "created_utc": NOW - 3600},
    {"id": 5, "name": "marek", "role": "postmaster", "lead": False,
     "senders": [], "logins": [], "off": True, "has_totp": False,
     "must_change": False, "created_utc": NOW - 700000,
     "last_login_utc": NOW - 600000}]
SESSIONS = [
    {"account": 1, "created_utc": NOW - 60, "seen_utc": NOW - 5},
    {"account": 3, "created_utc": NOW - 7200, "seen_utc": NOW - 300},
    {"account": 3, "created_utc": NOW - 3000, "seen_utc": NOW - 900}]
ANSWERS = {
    "staff.list": {"result": {"accounts": ACCOUNTS, "sessions": SESSIONS,
                              "unreadable": 1}},
    "staff.get": {"result": {"account": ACCOUNTS[2],
                             "sessions": SESSIONS[1:], "is_self": False}},
    "staff.add": {"result": {"name": "zofia",
                             "password": "4f7k2-m9xqd-0a3bc-7nrsy"}},
    "session": {},
    "login.begin": {"result": {"session": TOKEN, "needs": ""}},
    "totp.begin": {"result": {
        "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "uri": "otpauth://totp/Robinson%20Firma:ola?secret="
               "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Robinson%20Firma"}},
    "account.self": {"result": {
        "name": "ola", "role": "officer", "has_totp": True,
        "recovery_left": 3, "may_remove_totp": True, "sessions": [
            {"id": "s1", "created_utc": NOW - 3600, "seen_utc": NOW - 60,
             "is_this": True},
            {"id": "s2", "created_utc": NOW - 90000,
             "seen_utc": NOW - 40000, "is_this": False}]}},
}
