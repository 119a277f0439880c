#include <curl/curl.h>

#include <algorithm>
#include <charconv>

#include "net/ascii.hpp"
#include "usher/net/http_client.hpp"
#include "usher/net/http_server.hpp"

namespace usher::net {

namespace {

constexpr milliseconds shortest_wait{1'000};
constexpr milliseconds longest_wait{15 * 60'000};

std::string_view find_header(const std::vector<Header>& headers, std::string_view name) {
    const auto found = std::ranges::find(headers, name, &Header::name);
    return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

/// All digits: a number too large to read is as good as the longest wait.
milliseconds seconds_in(std::string_view digits) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    const bool beyond = error != std::errc{} || count > longest_wait / std::chrono::seconds(1);
    return beyond ? longest_wait : milliseconds(std::chrono::seconds(count));
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`. curl's parser alone would also take "12:00" or "tomorrow-ish" words.
std::optional<std::chrono::sys_seconds> http_date(std::string_view text) {
    if (text.size() < 24 || text.size() > 40 || !is_alpha(text.front())) {
        return std::nullopt;
    }
    const auto when = curl_getdate(std::string(text).c_str(), nullptr);
    if (when < 0) {
        return std::nullopt;
    }
    return std::chrono::sys_seconds(std::chrono::seconds(when));
}

} // namespace

std::string_view HttpResponse::header(std::string_view name) const {
    return find_header(headers, name);
}

std::string HttpResponse::content_type() const {
    const auto value = header("content-type");
    return to_lower(trim(value.substr(0, value.find(';'))));
}

std::string_view ServerRequest::header(std::string_view name) const {
    return find_header(headers, name);
}

std::string ServerRequest::query_value(std::string_view name) const {
    for (auto& [key, value] : form_decode(query)) {
        if (key == name) {
            return std::move(value);
        }
    }
    return {};
}

std::optional<milliseconds> retry_after(const HttpResponse& response, std::chrono::sys_seconds now) {
    const auto text = trim(response.header("retry-after"));
    if (text.empty()) {
        return std::nullopt;
    }
    if (std::ranges::all_of(text, is_digit)) {
        return std::max(seconds_in(text), shortest_wait);
    }
    const auto date = http_date(text);
    return date ? std::optional(std::clamp<milliseconds>(*date - now, shortest_wait, longest_wait)) : std::nullopt;
}

} // namespace usher::net
