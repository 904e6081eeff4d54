# SPDX-License-Identifier: BSD-2-Clause
"""What a desk process says, for pictures of the pages: each verb with the
result that its page shows. Whoever adds a page adds its verb here."""

NOW = 1795452000
TOKEN = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"

ANSWERS = {
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
