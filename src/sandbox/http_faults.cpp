#include "sandbox/http_faults.hpp"

#include <optional>
#include <string>

#include "sandbox/api_answers.hpp"
#include "sandbox/http_answers.hpp"

namespace usher::sandbox {

namespace {

int status_of(const Fault& fault, int otherwise) {
    const auto status = fault.number("status", otherwise);
    return status >= 200 && status <= 599 ? static_cast<int>(status) : otherwise;
}

net::ServerResponse rate_limited(const Fault& fault, Service service) {
    auto response = service == Service::desk ? json_response({{"message", "Too Many Attempts."}}, 429)
                                             : json_response(api_error("ratelimited"), 429);
    if (service == Service::desk) {
        response.headers.push_back({"X-RateLimit-Limit", "60"});
        response.headers.push_back({"X-RateLimit-Remaining", "0"});
    }
    response.headers.push_back({"Retry-After", std::to_string(fault.number("retry_after", 1))});
    return response;
}

net::ServerResponse plain_status(const Fault& fault, Service service) {
    const int status = status_of(fault, 503);
    return service == Service::desk ? json_response({{"message", "Server Error"}}, status)
                                    : json_response(api_error("service_unavailable"), status);
}

net::ServerResponse error_answer(const Fault& fault, Service service) {
    if (service == Service::desk) {
        const auto error = fault.word("error", "invalid_grant");
        return json_response({{"error", error}, {"error_description", "Refused."}, {"message", "Refused."}},
                             status_of(fault, error == "invalid_client" ? 401 : 400));
    }
    return json_response(api_error(fault.word("error", "internal_error")));
}

/// What the client gets instead of an answer, if the fault is one of those.
std::optional<net::ServerResponse> instead(const Fault& fault, Service service) {
    if (fault.deed == "rate_limit") {
        return rate_limited(fault, service);
    }
    if (fault.deed == "status") {
        return plain_status(fault, service);
    }
    if (fault.deed == "html") {
        return html_response(status_of(fault, 500),
                             "<h1>Server Error</h1><p>EmitterException: Output has been emitted previously</p>");
    }
    if (fault.deed == "error") {
        return error_answer(fault, service);
    }
    if (fault.deed == "drop") {
        net::ServerResponse response;
        response.drop = true;
        return response;
    }
    return std::nullopt;
}

} // namespace

runtime::Task<net::ServerResponse> answer_with_faults(runtime::Clock& clock, std::vector<Fault> faults, Service service,
                                                      std::function<net::ServerResponse(const Fault*)> work) {
    const Fault* inner = nullptr;
    bool lose_answer = false;
    for (const auto& fault : faults) {
        if (fault.deed == "slow") {
            co_await clock.sleep_for(runtime::milliseconds(fault.number("ms", 3'000)));
        } else if (fault.deed == "lose_answer") {
            lose_answer = true;
        } else if (auto response = instead(fault, service)) {
            co_return std::move(*response);
        } else {
            inner = &fault;
        }
    }
    auto response = work(inner);
    response.drop = response.drop || lose_answer;
    co_return response;
}

} // namespace usher::sandbox
