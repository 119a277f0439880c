#pragma once

#include <cstring>
#include <string>

namespace usher::net {

/// Overwrites and empties a string that held a secret.
inline void wipe(std::string& text) {
    explicit_bzero(text.data(), text.size());
    text.clear();
}

/// A string that is wiped when it dies: for the moments in which a secret has to be one.
class WipedString {
public:
    explicit WipedString(std::string text) : text_(std::move(text)) {}
    ~WipedString() { wipe(text_); }
    WipedString(const WipedString&) = delete;
    WipedString& operator=(const WipedString&) = delete;
    [[nodiscard]] const char* c_str() const { return text_.c_str(); }

private:
    std::string text_;
};

} // namespace usher::net
