#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""1,000 clients that send a byte now and then do not slow the good ones: their p99 at most doubles (with half a millisecond's grace,
below which this machine's own noise lies), and every slow one is cut off at its deadline."""
import socket
import time
import unittest

import live_server

BINARY = live_server.binary_from_arguments()
SLOW_CLIENTS = 1000
REQUESTS = 3000


class SlowClientsTest(unittest.TestCase):
    def p99_ms(self, server, between=lambda: None):
        request = b'GET /v1/check?kind=url&value=http://good.example/ HTTP/1.1\r\nHost: %s\r\n\r\n' % server.host.encode()
        times = []
        with server.connect() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(REQUESTS):
                between()
                began = time.perf_counter()
                connection.sendall(request)
                self.assertTrue(connection.recv(65536).startswith(b'HTTP/1.1 200'))
                times.append((time.perf_counter() - began) * 1000)
        return sorted(times)[REQUESTS * 99 // 100]

    def test_good_clients_do_not_notice(self):
        with live_server.LiveServer(BINARY, '--limits', 'off', environment={'CYBERCHECK_CONNECTIONS__HEAD_S_MAX': '10'}) as server:
            self.p99_ms(server)
            alone = min(self.p99_ms(server) for _ in range(3))
            slow = []
            for _ in range(SLOW_CLIENTS):
                connection = server.connect()
                connection.sendall(b'GET /livez HTTP/1.1\r\nX: ')
                slow.append(connection)
            opened = time.monotonic()
            turn = iter(range(10**9))

            def drip():
                # One slow client after the other sends its next byte, all the while.
                try:
                    slow[next(turn) % SLOW_CLIENTS].send(b'x')
                except OSError:
                    pass
            beside = min(self.p99_ms(server, drip) for _ in range(3))
            print('p99 alone %.3f ms, beside %d slow clients %.3f ms' % (alone, SLOW_CLIENTS, beside))
            self.assertLessEqual(beside, 2 * alone + 0.5)
            for connection in slow:
                connection.settimeout(max(0.1, opened + 15 - time.monotonic()))
                live_server.receive_all(connection)  # 408, then the end
                connection.close()
            self.assertLess(time.monotonic() - opened, 15)


if __name__ == '__main__':
    unittest.main()
