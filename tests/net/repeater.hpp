#pragma once

#include <string>
#include <utility>
#include <vector>

#include "net/world.hpp"

namespace usher::testing {

inline constexpr const char* ok_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Says the same to every request of every connection.
struct Repeater {
    Repeater(World& world, std::string said) : server(world), answer(std::move(said)) {
        world.tasks.spawn("repeater", accept(world));
    }
    runtime::Task<void> accept(World& world) {
        while (true) {
            auto socket = co_await server.accept();
            ++connections;
            world.tasks.spawn("repeater connection", serve(std::move(socket)));
        }
    }
    runtime::Task<void> serve(asio::ip::tcp::socket socket) {
        while (true) {
            std::string request = co_await read_head(socket);
            if (request.empty()) {
                co_return;
            }
            requests.push_back(std::move(request));
            if (answers_left-- <= 0) {
                reset(socket);
                co_return;
            }
            co_await write_text(socket, answer);
            if (close_after) {
                co_return;
            }
        }
    }
    RawServer server;
    std::string answer;
    bool close_after = false;
    int answers_left = 1000;
    int connections = 0;
    std::vector<std::string> requests;
};

} // namespace usher::testing
