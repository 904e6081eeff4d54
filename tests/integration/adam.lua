-- SPDX-License-Identifier: BSD-2-Clause
-- Debian's miltertest speaks to the daemon: a person who objected is refused
-- at RCPT, one who asked is accepted, a stranger's mail is held at the end.
-- usage: miltertest -D socket=SOCKET -s adam.lua

local function fail(text)
	mt.echo("adam.lua: " .. text)
	error(text)
end

-- "steps" is what this MTA says it can leave out: CAN_ALL, or nothing but what
-- the first milter protocol knew.
local CAN_ALL = nil
local CAN_OLD = 0x3f

local function begin(user, steps)
	local conn = mt.connect(socket)
	if conn == nil then
		fail("no connection to " .. socket)
	end
	if mt.negotiate(conn, nil, nil, steps) ~= nil then
		fail("negotiation")
	end
	if not mt.test_option(conn, SMFIP_NOCONNECT) then
		mt.macro(conn, SMFIC_CONNECT, "j", "mta.firma.example",
			"{daemon_port}", "25")
		if mt.conninfo(conn, "client.example", "127.0.0.1") ~= nil then
			fail("connect")
		end
	end
	mt.macro(conn, SMFIC_MAIL, "{auth_authen}", user, "i", "4TEST")
	if mt.mailfrom(conn, "<" .. user .. "@firma.example>") ~= nil then
		fail("mail")
	end
	return conn
end

local function recipient(conn, address)
	mt.macro(conn, SMFIC_RCPT, "{rcpt_mailer}", "smtp")
	if mt.rcptto(conn, "<" .. address .. ">") ~= nil then
		fail("rcpt")
	end
	return mt.getreply(conn)
end

local function content(conn)
	mt.header(conn, "Subject", "Our offer")
	mt.header(conn, "Message-ID", "<" .. tostring(conn) .. "@firma.example>")
	if not mt.test_option(conn, SMFIP_NOEOH) then
		mt.eoh(conn)
	end
	if not mt.test_option(conn, SMFIP_NOBODY) then
		mt.bodystring(conn, "Good morning,\r\n")
	end
	if mt.eom(conn) ~= nil then
		fail("end of message")
	end
	return mt.getreply(conn)
end

local function play(steps)
	local conn = begin("ania", steps)
	if recipient(conn, "objected1@example.com") ~= SMFIR_REPLYCODE then
		fail("who objected is not refused at RCPT")
	end
	mt.disconnect(conn)

	conn = begin("ania", steps)
	if recipient(conn, "allowed1@example.com") ~= SMFIR_CONTINUE then
		fail("who may be written to is not accepted at RCPT")
	end
	local answer = content(conn)
	if answer ~= SMFIR_CONTINUE and answer ~= SMFIR_ACCEPT then
		fail("who may be written to is not accepted at the end")
	end
	mt.disconnect(conn)

	conn = begin("ania", steps)
	recipient(conn, "nobody@example.com")
	content(conn)
	if not mt.eom_check(conn, MT_QUARANTINE) then
		fail("mail to an unknown person is not held")
	end
	mt.disconnect(conn)

	conn = begin("boss", steps)
	answer = recipient(conn, "objected1@example.com")
	if answer ~= SMFIR_CONTINUE and answer ~= SMFIR_ACCEPT then
		fail("mail that is not marketing is not accepted at RCPT")
	end
	mt.disconnect(conn)
end

play(CAN_OLD)
play(CAN_ALL)
