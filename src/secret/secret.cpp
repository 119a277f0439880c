#include "usher/secret/secret.hpp"

#include <cstring>
#include <utility>

namespace usher::secret {

namespace {

/// Overwrites every byte the string owns, those behind its end included: a shorter value may have replaced a longer
/// one.
void overwrite(std::string& text) noexcept {
    const auto capacity = text.capacity();
    // Growing to the capacity never allocates, so this cannot throw.
    text.resize(capacity);
    explicit_bzero(text.data(), capacity);
    text.clear();
}

} // namespace

Secret::Secret(std::string&& value) : value_(std::move(value)) {
    overwrite(value);
}

Secret::Secret(const std::string& value) : value_(value) {}

Secret::~Secret() {
    wipe();
}

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
    other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        value_.swap(other.value_);
        other.wipe();
    }
    return *this;
}

Secret Secret::clone() const {
    return Secret(std::string(value_));
}

bool Secret::equals(std::string_view other) const {
    // The length of a secret is no secret; its bytes are.
    if (other.size() != value_.size()) {
        return false;
    }
    volatile unsigned char difference = 0;
    for (std::size_t i = 0; i < other.size(); ++i) {
        difference = difference | (static_cast<unsigned char>(value_[i]) ^ static_cast<unsigned char>(other[i]));
    }
    return difference == 0;
}

void Secret::wipe() noexcept {
    overwrite(value_);
}

} // namespace usher::secret
