#include <stdexcept>
#include <utility>
#include <vector>

#include "keliweb/api_answer.hpp"
#include "keliweb/gate.hpp"
#include "keliweb/token_keeper.hpp"
#include "usher/keliweb/keliweb.hpp"
#include "usher/ops/log.hpp"

namespace usher::keliweb {

namespace {

std::string without_trailing_slash(std::string url) {
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

Options prepared(Options options) {
    options.url = without_trailing_slash(std::move(options.url));
    return options;
}

/// Exactly one of number and id: which one wins if both are sent is documented nowhere.
std::string form(const desk::Reference& reference) {
    std::vector<std::pair<std::string, std::string_view>> fields;
    if (const auto* number = std::get_if<ticket::TicketNumber>(&reference)) {
        fields.emplace_back("ticketnum", number->text());
    } else {
        fields.emplace_back("ticketid", std::get<ticket::TicketId>(reference).text());
    }
    fields.emplace_back("repliessort", "ASC");
    return net::form_encode(fields);
}

desk::Fetched as_outcome(TokenKeeper::Failure failure) {
    return std::visit([](auto& why) { return desk::Fetched(std::move(why)); }, failure);
}

std::string_view reason_of(const desk::Fetched& fetched) {
    if (const auto* unavailable = std::get_if<desk::Unavailable>(&fetched)) {
        return unavailable->reason;
    }
    if (const auto* misconfigured = std::get_if<desk::Misconfigured>(&fetched)) {
        return misconfigured->reason;
    }
    return {};
}

} // namespace

class KeliwebDesk::Impl {
public:
    Impl(Options options, Credentials credentials, net::HttpClient& http, runtime::Clock& clock, store::Store* store,
         ops::Metrics& metrics)
        : options_(prepared(std::move(options))), time_(options_.time_zone), http_(http), clock_(clock),
          metrics_(metrics), tokens_(options_.url, std::move(credentials), options_.timeout, http, clock, store),
          gate_(options_.max_in_flight) {
        if (!time_.zone_is_known()) {
            throw std::invalid_argument("the time zone of the desk, \"" + options_.time_zone +
                                        "\", is not in the system's time zone database");
        }
    }

    runtime::Task<desk::Fetched> fetch(desk::Reference reference, desk::Notes notes) {
        auto fetched = co_await fetch_through_gate(std::move(reference), notes);
        metrics_.add("usher_upstream_requests_total", {{"result", desk::name(fetched)}});
        if (const auto reason = reason_of(fetched); !reason.empty()) {
            ops::log_warning("desk_fetch_failed", "The desk gave no ticket.",
                             {{"result", desk::name(fetched)}, {"reason", reason}});
        }
        co_return fetched;
    }

private:
    runtime::Task<desk::Fetched> fetch_through_gate(desk::Reference reference, desk::Notes notes) {
        const auto pass = co_await gate_.enter(options_.timeout);
        if (!pass) {
            co_return desk::Unavailable{.retry_after = std::nullopt, .reason = "busy"};
        }
        co_return co_await fetch_logged_in(std::move(reference), notes);
    }

    runtime::Task<desk::Fetched> fetch_logged_in(desk::Reference reference, desk::Notes notes) {
        // The second time with another token, if the API does not take the first one.
        for (int attempt = 0; attempt < 2; ++attempt) {
            auto token = co_await tokens_.obtain();
            if (!token) {
                co_return as_outcome(std::move(token.error()));
            }
            const auto generation = token->generation;
            auto judged = co_await ask(reference, notes, std::move(*token));
            if (auto* fetched = std::get_if<desk::Fetched>(&judged)) {
                co_return std::move(*fetched);
            }
            tokens_.refused(generation);
        }
        co_return desk::Misconfigured{"token_rejected"};
    }

    runtime::Task<Judged> ask(desk::Reference reference, desk::Notes notes, AccessToken token) {
        net::HttpRequest request;
        request.method = "POST";
        request.url = secret::Secret(options_.url + "/api/v2/keliweb/get-ticket");
        request.headers = {{"Accept", "application/json"},
                           {"Content-Type", "application/x-www-form-urlencoded"},
                           {"X-Requested-With", "XMLHttpRequest"}};
        request.bearer = std::move(token.value);
        request.body = secret::Secret(form(reference));
        request.timeout = options_.timeout;
        request.max_body = options_.max_body;
        const auto started = clock_.steady();
        auto response = co_await http_.send(std::move(request));
        metrics_.observe("usher_upstream_request_seconds",
                         std::chrono::duration<double>(clock_.steady() - started).count());
        if (!response) {
            co_return judge(response.error());
        }
        auto judged = judge(*response, options_, time_, clock_.now(), reference, notes);
        const bool success = response->status >= 200 && response->status < 300;
        if (success && std::holds_alternative<desk::Fetched>(judged)) {
            tokens_.worked(token.generation);
        }
        co_return judged;
    }

    Options options_;
    DeskTime time_;
    net::HttpClient& http_;
    runtime::Clock& clock_;
    ops::Metrics& metrics_;
    TokenKeeper tokens_;
    Gate gate_;
};

KeliwebDesk::KeliwebDesk(Options options, Credentials credentials, net::HttpClient& http, runtime::Clock& clock,
                         store::Store* store, ops::Metrics& metrics)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(credentials), http, clock, store, metrics)) {}

KeliwebDesk::~KeliwebDesk() = default;

runtime::Task<desk::Fetched> KeliwebDesk::fetch(desk::Reference reference, desk::Notes notes) {
    return impl_->fetch(std::move(reference), notes);
}

} // namespace usher::keliweb
