#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

#include "app/card_json.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/desk_factory.hpp"
#include "app/http_options.hpp"
#include "app/time_argument.hpp"
#include "usher/card/card.hpp"
#include "usher/card/terminal.hpp"
#include "usher/matrix/message.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/system.hpp"
#include "usher/slack/block_kit.hpp"

namespace usher::app {

namespace {

constexpr std::size_t max_file = 8U << 20U;

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

std::optional<std::string> read_body(const std::string& file) {
    if (file == "-") {
        return std::string(std::istreambuf_iterator<char>(std::cin), {});
    }
    std::ifstream stream(file, std::ios::binary);
    std::string body;
    if (stream) {
        body.assign(std::istreambuf_iterator<char>(stream), {});
    }
    if (!stream || stream.bad()) {
        std::cerr << "usher: cannot read " << file
                  << "; give a get-ticket answer as a file, or - for standard input.\n";
        return std::nullopt;
    }
    return body;
}

std::string explain(const desk::Fetched& fetched) {
    return std::visit(
        Overloaded{
            [](const desk::Found&) { return std::string{}; },
            [](const desk::NotFound&) { return std::string("not found: the desk knows no such ticket"); },
            [](const desk::Refused&) {
                return std::string("refused: the desk or [keliweb] users does not allow this ticket");
            },
            [](const desk::Unreadable& it) {
                return std::string(it.why == desk::Unreadable::Why::too_large
                                       ? "unreadable: the ticket is too large"
                                       : "unreadable: the desk cannot encode this ticket's text");
            },
            [](const desk::Unavailable& it) { return "unavailable: no usable answer (" + it.reason + ")"; },
            [](const desk::Misconfigured& it) {
                return "desk misconfigured: the desk rejects our access (" + it.reason + "); run usher check";
            },
        },
        fetched);
}

std::optional<desk::Reference> parse_argument(std::string_view text) {
    if (text.starts_with('#')) {
        text.remove_prefix(1);
    }
    return ticket::parse_reference(text);
}

desk::Fetched fetch(const config::Config& config, Secrets secrets, desk::Reference reference, desk::Notes notes) {
    asio::io_context loop(1);
    runtime::SystemClock clock;
    ops::Metrics metrics;
    net::HttpClient http(loop.get_executor(), http_options());
    keliweb::KeliwebDesk desk(desk_options(*config.keliweb), desk_credentials(*config.keliweb, secrets), http, clock,
                              nullptr, metrics);
    desk::Fetched result = desk::Unavailable{std::nullopt, "interrupted"};
    std::exception_ptr failure;
    asio::co_spawn(loop, desk.fetch(std::move(reference), notes),
                   [&](std::exception_ptr problem, desk::Fetched fetched) {
                       failure = std::move(problem);
                       result = std::move(fetched);
                   });
    loop.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
    return result;
}

struct Face {
    card::Options card;
    bool valid = true;
};

Face face_of(const ShowArguments& arguments, const std::optional<config::Config>& config) {
    Face face;
    face.card.level = policy::parse_level(arguments.level).value_or(policy::Level::internal);
    face.card.notes = arguments.notes;
    face.card.language = policy::parse_language(arguments.language).value_or(policy::Language::en);
    face.card.view = card::parse_view(arguments.view).value_or(card::View::summary);
    if (config) {
        face.card.time_zone = config->time_zone;
        face.card.ticket_link = config->keliweb ? config->keliweb->ticket_link : std::string{};
    }
    face.card.now = std::chrono::floor<std::chrono::seconds>(runtime::SystemClock{}.now());
    if (!arguments.now.empty()) {
        const auto now = parse_time(arguments.now);
        if (!now) {
            std::cerr << "usher: --now takes an RFC 3339 time, for example 2026-01-31T14:30:00Z.\n";
            face.valid = false;
            return face;
        }
        face.card.now = std::chrono::floor<std::chrono::seconds>(*now);
    }
    return face;
}

std::string render(const card::Card& card, const std::string& as) {
    if (as == "slack") {
        return slack::render_message(chat::Content{card}) + "\n";
    }
    if (as == "matrix") {
        return matrix::render_message(chat::Content{card}) + "\n";
    }
    if (as == "json") {
        return to_json(card) + "\n";
    }
    return card::to_terminal(card);
}

} // namespace

int show(const ShowArguments& arguments) {
    if (arguments.reference.empty() == arguments.file.empty()) {
        std::cerr << "usher: give either a ticket number with --config FILE, or --file BODY.json.\n";
        return exit_usage;
    }
    std::optional<config::Config> config;
    if (!arguments.config_file.empty()) {
        config = load_configuration(arguments.config_file, config::Need::desk);
        if (!config) {
            return exit_usage;
        }
    } else if (arguments.file.empty()) {
        std::cerr << "usher: to fetch a ticket, name the configuration with --config FILE.\n";
        return exit_usage;
    }
    if (arguments.notes && arguments.level != "full") {
        std::cerr << "usher: --notes needs --level full: notes are shown at no other level.\n";
        return exit_usage;
    }
    const auto face = face_of(arguments, config);
    if (!face.valid) {
        return exit_usage;
    }

    const auto notes = arguments.notes ? desk::Notes::read : desk::Notes::counted;
    desk::Fetched fetched;
    if (!arguments.file.empty()) {
        const auto body = read_body(arguments.file);
        if (!body) {
            return exit_failed;
        }
        const auto options = config ? desk_options(*config->keliweb) : keliweb::Options{};
        fetched = body->size() > max_file
                      ? desk::Fetched{desk::Unreadable{desk::Unreadable::Why::too_large}}
                      : keliweb::read_ticket(*body, options, runtime::WallTime{face.card.now}, nullptr, notes);
    } else {
        auto reference = parse_argument(arguments.reference);
        if (!reference) {
            std::cerr << "usher: that is no ticket number; give one such as 516757, or id:1.\n";
            return exit_usage;
        }
        auto secrets = read_secrets(*config);
        if (!secrets) {
            for (const auto& problem : secrets.error()) {
                std::cerr << "usher: " << problem << "\n";
            }
            return exit_usage;
        }
        fetched = fetch(*config, std::move(*secrets), std::move(*reference), notes);
    }
    const auto* found = std::get_if<desk::Found>(&fetched);
    if (found == nullptr) {
        std::cerr << "usher: " << explain(fetched) << "\n";
        return exit_failed;
    }
    std::cout << render(card::build(found->ticket, face.card), arguments.as);
    return exit_done;
}

} // namespace usher::app
