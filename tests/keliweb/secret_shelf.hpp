#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "usher/store/store.hpp"

namespace usher::keliweb::tests {

/// A store for secrets only, which can refuse to work. The desk may use nothing else of it.
class SecretShelf final : public store::Store {
public:
    std::map<std::string, std::string> secrets;
    bool broken = false;
    int saves = 0;

    store::Task<store::Result<std::optional<secret::Secret>>> load_secret(std::string name) override {
        if (broken) {
            co_return std::unexpected(failure());
        }
        const auto known = secrets.find(name);
        if (known == secrets.end()) {
            co_return std::optional<secret::Secret>{};
        }
        co_return std::optional<secret::Secret>(secret::Secret(known->second));
    }
    store::Task<store::Result<void>> save_secret(std::string name, secret::Secret value) override {
        if (broken) {
            co_return std::unexpected(failure());
        }
        ++saves;
        secrets[std::move(name)] = std::string(value.reveal());
        co_return store::Result<void>{};
    }

    store::Task<store::Result<store::Accepted>> accept(store::Item, std::vector<chat::DedupKey>) override {
        throw std::logic_error("not for the desk");
    }
    store::Task<store::Result<store::AnswerId>> intend(store::Answer) override {
        throw std::logic_error("not for the desk");
    }
    store::Task<store::Result<void>> record_sent(store::AnswerId, chat::PostedMessage, store::Shows,
                                                 std::optional<store::Outcome>) override {
        throw std::logic_error("not for the desk");
    }
    store::Task<store::Result<void>> finish(store::ItemId, store::Outcome) override {
        throw std::logic_error("not for the desk");
    }
    store::Task<store::Result<std::vector<store::Unfinished>>> unfinished() override {
        throw std::logic_error("not for the desk");
    }
    store::Task<store::Result<void>> prune(store::WallTime) override { throw std::logic_error("not for the desk"); }
    store::Task<store::Result<void>> probe() override { throw std::logic_error("not for the desk"); }

private:
    static store::Failure failure() { return {.kind = store::Failure::Kind::io, .reason = "disk"}; }
};

} // namespace usher::keliweb::tests
